// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * The ports of one node: those of the manual plus an offset ({@code SOCACHE_PORT_OFFSET}).
 *
 * <p>From the look whether a port is free until the node listens there passes most of its boot, and other JVMs start nodes
 * meanwhile. So two nodes of tests have no port in common: offsets are multiples of {@link #STEP}, divided by which no two ports
 * of a node leave the same remainder, and an offset belongs to the JVM that listens on its {@link #reservation}.
 */
public record Ports(int offset) {

    /** The ports of nodes are below, and those of the servers of tests, of the bundles' too, are not. */
    private static final int SERVERS = 20_000;

    /** Above it lie the ports that Linux gives to outgoing connections, and a free one may be gone a moment later. */
    private static final int EPHEMERAL = 32_768;

    private static final int STEP = 7;
    private static final int ATTEMPTS = 100;

    /** Open until this JVM ends. */
    private static final Queue<ServerSocket> RESERVED = new ConcurrentLinkedQueue<>();

    /** An offset at which every port is free, and that no other node of a test gets while this JVM lives. */
    public static Ports free() {
        return new Random()
                .ints(ATTEMPTS, 1, (SERVERS - new Ports(0).rmiServer()) / STEP)
                .mapToObj(number -> new Ports(number * STEP))
                .filter(Ports::reserve)
                .filter(Ports::areFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free ports after " + ATTEMPTS + " attempts"));
    }

    /** A port that is free now, for a server of a test that listens there at once. */
    public static int anyFree() {
        return new Random()
                .ints(ATTEMPTS, SERVERS, EPHEMERAL)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port after " + ATTEMPTS + " attempts"));
    }

    public int http() {
        return 8181 + offset;
    }

    public int https() {
        return 8443 + offset;
    }

    public int ssh() {
        return 8101 + offset;
    }

    public int rmiRegistry() {
        return 1099 + offset;
    }

    public int rmiServer() {
        return 11_099 + offset;
    }

    /** Where JConsole connects to. */
    public String jmxUrl() {
        return "service:jmx:rmi://127.0.0.1:" + rmiServer() + "/jndi/rmi://127.0.0.1:" + rmiRegistry() + "/karaf-root";
    }

    /** What moves the ports of any Karaf, also of one that knows no {@code SOCACHE_PORT_OFFSET}. */
    Map<String, String> asKarafEnvironment() {
        return Map.of(
                "ORG_OPS4J_PAX_WEB_ORG_OSGI_SERVICE_HTTP_PORT", String.valueOf(http()),
                "ORG_APACHE_KARAF_SHELL_SSHPORT", String.valueOf(ssh()),
                "ORG_APACHE_KARAF_MANAGEMENT_RMIREGISTRYPORT", String.valueOf(rmiRegistry()),
                "ORG_APACHE_KARAF_MANAGEMENT_RMISERVERPORT", String.valueOf(rmiServer()),
                "ORG_APACHE_KARAF_MANAGEMENT_SERVICEURL", jmxUrl());
    }

    /** Of the demo's own certificate authority, where bin/https has set it up. */
    private int ocsp() {
        return 8480 + offset;
    }

    /** Nothing connects there. */
    private int reservation() {
        return 8448 + offset;
    }

    private boolean reserve() {
        try {
            RESERVED.add(listen(reservation()));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private boolean areFree() {
        return IntStream.of(http(), https(), ocsp(), ssh(), rmiRegistry(), rmiServer())
                .allMatch(Ports::isFree);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The ports of one node: those of the manual plus an offset ({@code SOCACHE_PORT_OFFSET}). */
public record Ports(int offset) {

    /** Above it lie the ports that Linux gives to outgoing connections, and a free one may be gone a moment later. */
    private static final int EPHEMERAL = 32_768;

    private static final int ATTEMPTS = 100;

    /** An offset at which every port is free now. */
    public static Ports free() {
        return new Random()
                .ints(ATTEMPTS, 1, EPHEMERAL - new Ports(0).rmiServer())
                .mapToObj(Ports::new)
                .filter(Ports::areFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free ports after " + ATTEMPTS + " attempts"));
    }

    /** A port that is free now, for a server of a test. */
    public static int anyFree() {
        return new Random()
                .ints(ATTEMPTS, 16_384, EPHEMERAL)
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

    private boolean areFree() {
        return IntStream.of(http(), https(), ssh(), rmiRegistry(), rmiServer()).allMatch(Ports::isFree);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

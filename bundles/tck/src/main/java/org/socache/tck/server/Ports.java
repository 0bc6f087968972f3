// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on loopback, below the range from which the system takes ports for outgoing connections. */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int LAST = 22_700;

    /** A Redis Cluster node listens on a second port, this much higher. */
    private static final int CLUSTER_BUS = 10_000;

    private Ports() {}

    /** A port that was free a moment ago, and whose cluster bus port was too. */
    public static int free() {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && isFree(port + CLUSTER_BUS)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    /** A listener of 127.0.0.1 on such a port; nobody else can have taken it meanwhile. */
    public static ServerSocket listener() throws IOException {
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                return new ServerSocket(free(), 50, InetAddress.getLoopbackAddress());
            } catch (BindException takenMeanwhile) {
                // the next one
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
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

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.socache.tck.server.Ports;

/** Stands before a server of this machine; once told to, it passes answers on byte by byte, with a pause after each. */
final class DrippingProxy implements AutoCloseable {

    private static final long PAUSE_MILLIS = 20;

    private final int server;
    private final ServerSocket socket = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean drips;

    DrippingProxy(int server) throws IOException {
        this.server = server;
        threads.execute(this::accept);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void drip() {
        drips = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                threads.execute(() -> pass(client, behind, false));
                threads.execute(() -> pass(behind, client, true));
            }
        } catch (IOException over) {
            // the test is
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8_192];
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                int step = answers && drips ? 1 : read;
                for (int n = 0; n < read; n += step) {
                    out.write(bytes, n, step);
                    if (step < read && closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (IOException gone) {
            // one of them hung up
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        threads.shutdownNow();
    }
}

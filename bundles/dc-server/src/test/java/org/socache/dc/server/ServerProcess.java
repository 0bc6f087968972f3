// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.socache.dc.protocol.Address;

/** The server in a process of its own, so that it can be killed, stopped and starved for real. */
public final class ServerProcess implements AutoCloseable {

    /** A key; whoever asks for it leaves the process without heap for a second. */
    static final byte[] FILL_THE_HEAP = "fill the heap".getBytes(StandardCharsets.US_ASCII);

    private static final int[] CHUNKS = {1 << 20, 1 << 10, 16};

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts one and waits until it takes connections. */
    public static ServerProcess start(String listen) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        listen)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ServerProcess started = new ServerProcess(process);
        started.awaitListening(Address.parse(listen, Path.of("")).resolve());
        return started;
    }

    private void awaitListening(SocketAddress address) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (process.isAlive() && System.nanoTime() - end < 0) {
            try {
                SocketChannel.open(address).close();
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        process.destroyForcibly();
        throw new IOException("the server process does not listen on " + address);
    }

    /** What the process runs. */
    public static void main(String[] arguments) throws Exception {
        InstantSource clock = InstantSource.system();
        MemoryCache cache = new MemoryCache(clock);
        cache.onRetrieve(id -> {
            if (Arrays.equals(id, FILL_THE_HEAP)) {
                fillTheHeap();
            }
        });
        TestServer.start(arguments[0], cache, clock);
        new CountDownLatch(1).await();
    }

    private static void fillTheHeap() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        List<byte[]> hoard = new ArrayList<>(1 << 20);
        while (System.nanoTime() - end < 0) {
            for (int chunk : CHUNKS) {
                try {
                    while (hoard.size() < 1 << 20) {
                        hoard.add(new byte[chunk]);
                    }
                } catch (OutOfMemoryError full) {
                    // that is what it is for; on with smaller ones
                }
            }
        }
    }

    /** Stops it as a debugger would: its sockets stay open, nothing answers. */
    public void stall() throws Exception {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        int result = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (result != 0) {
            throw new IOException("kill -" + name + " said " + result);
        }
    }

    /** Kills it without notice. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

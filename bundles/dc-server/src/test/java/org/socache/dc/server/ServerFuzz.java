// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Limits;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

/**
 * Throws mutated requests at a running server, from clients that leave whenever they like, for as long as it is told, in
 * seconds (default 10). A client that behaves must be served all the while, and nothing may be left at the end.
 */
public final class ServerFuzz {

    private ServerFuzz() {}

    public static void main(String[] arguments) throws Exception {
        Duration length = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 10);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        System.out.println(run(length, seed));
    }

    /** Runs and tells how much it did. */
    static String run(Duration length, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        InstantSource clock = InstantSource.system();
        int port = TestServer.freePort();
        MemoryCache cache = new MemoryCache(clock);
        try (TestServer server = TestServer.start("IP:127.0.0.1:" + port, cache, clock)) {
            long end = System.nanoTime() + length.toNanos();
            long clients = 0;
            for (; System.nanoTime() - end < 0; clients++) {
                misbehave(port, random);
                if (clients % 50 == 0) {
                    cache.clear(); // it knows no bound
                    behave(port, random.nextInt());
                }
            }
            awaitNothingLeft(server);
            return clients + " clients, dropped by reason: " + server.counters().drops();
        }
    }

    private static void misbehave(int port, SplittableRandom random) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.socket.setSoLinger(true, 0);
            byte[] bytes = mutated(random);
            int cut = random.nextInt(bytes.length + 1);
            client.send(Arrays.copyOf(bytes, cut));
            if (random.nextBoolean()) {
                client.send(Arrays.copyOfRange(bytes, cut, bytes.length));
            }
            if (random.nextInt(4) == 0) {
                client.socket.setSoTimeout(5);
                client.isDropped();
            }
        } catch (IOException droppedOrSilent) {
            // both are the server's right
        }
    }

    private static void behave(int port, int number) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.socket.setSoLinger(true, 0);
            byte[] key = ("well-behaved " + number).getBytes(StandardCharsets.US_ASCII);
            byte[] data = new byte[6_000];
            Arrays.fill(data, (byte) number);
            Status status = client.add(key, data);
            if (status != Status.OK && status != Status.DUPLICATE
                    || !Arrays.equals(client.ask(Operation.GET, key), data)) {
                throw new AssertionError("a client that behaves is not served: " + status);
            }
        }
    }

    private static byte[] mutated(SplittableRandom random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            Operation operation = Operation.values()[random.nextInt(4)];
            byte[] filling =
                    new byte[random.nextInt(3) == 0 ? random.nextInt(Limits.PAYLOAD - 100) : random.nextInt(90)];
            random.nextBytes(filling);
            byte[] payload = operation == Operation.ADD
                    ? new Addition(random.nextInt(1 << 30), new byte[random.nextInt(66)], filling).payload()
                    : filling;
            for (ByteBuffer frame : new Message(Direction.REQUEST, random.nextInt(), operation, payload).frames()) {
                stream.writeBytes(frame.array());
            }
        }
        byte[] bytes = stream.toByteArray();
        for (int n = random.nextInt(3); n > 0; n--) {
            bytes[random.nextInt(random.nextBoolean() ? 14 : bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void awaitNothingLeft(TestServer server) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (server.open() > 0 || server.counters().memoryHeld() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        server.open() + " connections and " + server.counters().memoryHeld() + " bytes are left");
            }
            Thread.onSpinWait();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Throws mutated requests and responses at the reader for as long as it is told, in seconds (default 10): it may only answer with messages
 * or violations, never hold more than a message, and what it read must write and read again the same.
 */
public final class ProtocolFuzz {

    private ProtocolFuzz() {}

    public static void main(String[] arguments) {
        Duration length = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 10);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + length.toNanos();
        long runs = 0;
        long messages = 0;
        for (; System.nanoTime() - end < 0; runs++) {
            Direction direction = random.nextBoolean() ? Direction.REQUEST : Direction.RESPONSE;
            messages += readAll(direction, mutated(direction, random)).size();
        }
        System.out.println(runs + " streams, " + messages + " messages, no surprise");
    }

    /** Reads a stream to its end or to the first violation. */
    static List<Message> readAll(Direction direction, byte[] stream) {
        MessageReader reader = new MessageReader(direction);
        ByteBuffer source = ByteBuffer.wrap(stream);
        List<Message> messages = new ArrayList<>();
        try {
            for (Message message = reader.read(source); message != null; message = reader.read(source)) {
                checkAgain(message);
                messages.add(message);
            }
            check(!source.hasRemaining(), "bytes left without a message");
        } catch (ProtocolException broken) {
            check(broken.violation() != null, "no reason");
        }
        check(reader.held() <= Limits.PAYLOAD, "holds " + reader.held());
        return messages;
    }

    /** Puts the start of a right header before the bytes, so that they reach deeper. */
    static byte[] begunWell(byte[] bytes) {
        byte[] start = Hex.bytes("00 11 00 00 00 00 00 00 01 00");
        return ByteBuffer.allocate(start.length + bytes.length)
                .put(start)
                .put(bytes)
                .array();
    }

    private static void checkAgain(Message message) {
        try {
            MessageReader again = new MessageReader(message.direction());
            Message copy = null;
            for (ByteBuffer frame : message.frames()) {
                check(copy == null, "message before its last frame");
                copy = again.read(frame);
            }
            check(copy != null && Arrays.equals(copy.payload(), message.payload()), "changed on the way");
            if (message.direction() == Direction.REQUEST
                    && message.operation() == Operation.ADD
                    && Addition.check(message.payload()) == Status.OK) {
                check(
                        Arrays.equals(Addition.of(message.payload()).payload(), message.payload()),
                        "addition changed on the way");
            }
        } catch (ProtocolException broken) {
            check(broken.violation() == Violation.ADD_TOO_SHORT, broken.getMessage());
        }
    }

    private static byte[] mutated(Direction direction, SplittableRandom random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            byte[] payload = new byte[random.nextInt(4) == 0 ? random.nextInt(Limits.PAYLOAD + 1) : random.nextInt(90)];
            random.nextBytes(payload);
            if (payload.length > 8) {
                ByteBuffer.wrap(payload).putInt(random.nextInt(1 << 30)).putInt(random.nextInt(70));
            }
            Operation operation = Operation.values()[random.nextInt(4)];
            for (ByteBuffer frame : new Message(direction, random.nextInt(), operation, payload).frames()) {
                stream.writeBytes(frame.array());
            }
        }
        byte[] bytes = stream.toByteArray();
        for (int n = random.nextInt(4); n > 0; n--) {
            bytes[random.nextInt(random.nextBoolean() ? Math.min(40, bytes.length) : bytes.length)] =
                    (byte) random.nextInt(256);
        }
        return Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
    }

    private static void check(boolean right, String complaint) {
        if (!right) {
            throw new AssertionError(complaint);
        }
    }
}

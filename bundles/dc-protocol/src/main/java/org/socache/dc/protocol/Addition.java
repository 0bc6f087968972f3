// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.nio.ByteBuffer;

/**
 * The payload of an ADD request.
 *
 * <pre>
 *   0              4              8
 *  +--------------+--------------+- - - - - -+- - - - - - - - - - -
 *  | lifetime, ms |  key length  |    key    |  data, to the end
 *  +--------------+--------------+- - - - - -+- - - - - - - - - - -
 * </pre>
 *
 * <p>Key and data may straddle frames; the two lengths are in the first frame only.
 *
 * @param lifetime milliseconds from when the server receives it, 0 to {@link Limits#LIFETIME_MILLIS}
 * @param key 1 to {@link Limits#KEY} bytes
 * @param data at least one byte
 */
public record Addition(long lifetime, byte[] key, byte[] data) {

    private static final int PREFIX = 2 * Integer.BYTES;

    /** The largest last frame that the reference server reads whole, when there is another frame before it. */
    private static final int BEFORE_UNSAFE = 2020;

    /** The smallest such frame that it reads whole again. */
    private static final int AFTER_UNSAFE = 2025;

    /** The most data that fits a message beside a key of that length. */
    public static int maximumData(int keyLength) {
        return Limits.PAYLOAD - PREFIX - keyLength;
    }

    /**
     * The most data, not above {@code dataLength}, that the reference server stores intact beside a key of that length.
     *
     * <p>Its read buffer ends 1 to 4 bytes before a last frame of 2021 to 2024 bytes that waits behind a full one, and its
     * test for "frame complete" is 4 bytes short: it stores a wrong tail, answers "stored", and then sends answers nobody
     * asked for, which end a {@code dc_client} in between.
     */
    public static int safeData(int keyLength, int dataLength) {
        int payload = PREFIX + keyLength + dataLength;
        int last = payload % Limits.FRAME_DATA;
        boolean unsafe = payload > Limits.FRAME_DATA && last > BEFORE_UNSAFE && last < AFTER_UNSAFE;
        return unsafe ? dataLength - (last - BEFORE_UNSAFE) : dataLength;
    }

    /** The payload that says this. */
    public byte[] payload() {
        return ByteBuffer.allocate(PREFIX + key.length + data.length)
                .putInt((int) lifetime)
                .putInt(key.length)
                .put(key)
                .put(data)
                .array();
    }

    /**
     * What is wrong with a payload, in the order in which {@code dc_server} looks: {@link Status#LIFETIME_RANGE}, {@link
     * Status#CORRUPT}, {@link Status#KEY_RANGE}; {@link Status#OK} if {@link #of} can read it.
     *
     * @throws ProtocolException if it is too short for the two lengths; such an ADD has no answer
     */
    public static Status check(byte[] payload) throws ProtocolException {
        if (payload.length < PREFIX) {
            throw new ProtocolException(
                    Violation.ADD_TOO_SHORT, "ADD of " + payload.length + " bytes is below the minimum " + PREFIX);
        }
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        long lifetime = Integer.toUnsignedLong(buffer.getInt());
        long keyLength = Integer.toUnsignedLong(buffer.getInt());
        if (lifetime > Limits.LIFETIME_MILLIS) {
            return Status.LIFETIME_RANGE;
        }
        if (keyLength >= buffer.remaining()) {
            return Status.CORRUPT;
        }
        return keyLength == 0 || keyLength > Limits.KEY ? Status.KEY_RANGE : Status.OK;
    }

    /** Reads a payload that {@link #check} found right. */
    public static Addition of(byte[] payload) {
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        long lifetime = Integer.toUnsignedLong(buffer.getInt());
        byte[] key = new byte[buffer.getInt()];
        buffer.get(key);
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new Addition(lifetime, key, data);
    }
}

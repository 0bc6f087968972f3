// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.nio.ByteBuffer;

/**
 * The 14 bytes in front of every frame.
 *
 * <pre>
 *   0       2       4   5               9  10  11  12      14
 *  +-------+-------+---+---------------+---+---+---+-------+- - - - - - -
 *  | 00 11 | patch |dir|  request uid  |cls|op |end|length | data, 0..2048
 *  +-------+-------+---+---------------+---+---+---+-------+- - - - - - -
 *
 *  00 11   protocol version; a receiver compares these two bytes only
 *  patch   sent as 0, any value is accepted
 *  dir     0 request, 1 response
 *  uid     chosen by the requester, echoed in the response
 *  cls     0, there is no other class of operations
 *  op      0 ADD, 1 GET, 2 REMOVE, 3 HAVE
 *  end     1 in the last (or only) frame of a message, else 0
 * </pre>
 *
 * @param uid any 32 bits
 * @param last whether the message ends with this frame
 * @param length bytes of data behind the header, 0 to {@link Limits#FRAME_DATA}
 */
record FrameHeader(Direction direction, int uid, Operation operation, boolean last, int length) {

    /** Bytes. */
    static final int SIZE = 14;

    /** Bytes at the start that name the protocol: enough to tell a stranger, long before a whole header is there. */
    static final int VERSION_SIZE = Short.BYTES;

    private static final short VERSION = 0x0011;
    private static final short PATCH_LEVEL = 0;
    private static final byte USER_CLASS = 0;

    /** Puts the header at the buffer's position. */
    void write(ByteBuffer target) {
        target.putShort(VERSION)
                .putShort(PATCH_LEVEL)
                .put((byte) direction.ordinal())
                .putInt(uid)
                .put(USER_CLASS)
                .put((byte) operation.ordinal())
                .put((byte) (last ? 1 : 0))
                .putShort((short) length);
    }

    /**
     * Looks at the first {@link #VERSION_SIZE} bytes.
     *
     * @throws ProtocolException if they are another protocol's
     */
    static void checkVersion(ByteBuffer source) throws ProtocolException {
        short version = source.getShort(0);
        check(version == VERSION, Violation.PROTOCOL_LEVEL, "protocol version", version & 0xffff, "is not 17");
    }

    /**
     * Reads the header at the start of a buffer of {@link #SIZE} bytes.
     *
     * @throws ProtocolException if a field has a value the protocol does not know
     */
    static FrameHeader read(ByteBuffer source, Direction expected) throws ProtocolException {
        checkVersion(source);
        int direction = source.get(4);
        int operationClass = source.get(9);
        int code = source.get(10) & 0xff;
        int complete = source.get(11);
        int length = source.getShort(12) & 0xffff;
        Operation operation = Operation.of(code);
        check(direction == expected.ordinal(), Violation.DIRECTION, "direction", direction, "is not a " + expected);
        check(operationClass == USER_CLASS, Violation.OPERATION_CLASS, "operation class", operationClass, "is not 0");
        check(operation != null, Violation.OPERATION, "operation", code, "is above 3");
        check(complete == 0 || complete == 1, Violation.COMPLETE_FLAG, "complete", complete, "is not 0 or 1");
        check(length <= Limits.FRAME_DATA, Violation.FRAME_TOO_LONG, "frame length", length, "is above 2048");
        check(
                complete == 1 || length == Limits.FRAME_DATA,
                Violation.FRAME_TOO_SHORT,
                "frame length",
                length,
                "is below 2048 before the last frame");
        return new FrameHeader(expected, source.getInt(5), operation, complete == 1, length);
    }

    /** Whether the other header belongs to the same message. */
    boolean continues(FrameHeader first) {
        return uid == first.uid && operation == first.operation;
    }

    private static void check(boolean right, Violation violation, String field, int value, String fault)
            throws ProtocolException {
        if (!right) {
            throw new ProtocolException(violation, field + " " + value + " " + fault);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Joins the bytes of one connection to messages, however they arrive. Holds no more than the frames that have begun to
 * arrive, and never more than one message. Not safe for use by several threads.
 */
public final class MessageReader {

    private static final byte[] NOTHING = {};

    private final Direction expected;
    private final ByteBuffer headerBytes = ByteBuffer.allocate(FrameHeader.SIZE);
    private FrameHeader first;
    private FrameHeader current;
    private byte[] payload = NOTHING;
    /** Payload bytes that belong to complete frames. */
    private int framed;
    /** Payload bytes of the current frame that have arrived. */
    private int arrived;

    /** Reads messages of one direction. */
    public MessageReader(Direction expected) {
        this.expected = expected;
    }

    /**
     * Takes bytes up to the end of one message; what follows it stays in the source.
     *
     * @return the message, or null if the source is used up before its end
     * @throws ProtocolException if these bytes cannot be part of a message; the reader is of no further use
     */
    public Message read(ByteBuffer source) throws ProtocolException {
        while (current != null || takeHeader(source)) {
            if (!takeData(source)) {
                return null;
            }
            boolean last = current.last();
            current = null;
            if (last) {
                return takeMessage();
            }
        }
        return null;
    }

    /** Whether part of a message has arrived. */
    public boolean begun() {
        return first != null || headerBytes.position() > 0;
    }

    /** Bytes of payload this reader holds in memory now. */
    public int held() {
        return payload.length;
    }

    private boolean takeHeader(ByteBuffer source) throws ProtocolException {
        transfer(source, headerBytes);
        if (headerBytes.position() >= FrameHeader.VERSION_SIZE) {
            FrameHeader.checkVersion(headerBytes);
        }
        if (headerBytes.hasRemaining()) {
            return false;
        }
        current = FrameHeader.read(headerBytes, expected);
        headerBytes.clear();
        if (first == null) {
            first = current;
        } else if (!current.continues(first)) {
            throw new ProtocolException(
                    Violation.FOREIGN_FRAME,
                    "frame of " + current.operation() + " " + current.uid() + " inside " + first.operation() + " "
                            + first.uid());
        }
        makeRoom();
        return true;
    }

    private void makeRoom() throws ProtocolException {
        int needed = framed + current.length();
        if (needed > Limits.PAYLOAD) {
            throw new ProtocolException(
                    Violation.MESSAGE_TOO_LONG, "message of " + needed + " bytes is above " + Limits.PAYLOAD);
        }
        if (needed > payload.length) {
            // doubling, but only as long as more frames are announced: most messages are one frame of exact size
            payload = Arrays.copyOf(payload, current.last() ? needed : Math.min(2 * needed, Limits.PAYLOAD));
        }
    }

    private boolean takeData(ByteBuffer source) {
        int count = Math.min(source.remaining(), current.length() - arrived);
        source.get(payload, framed + arrived, count);
        arrived += count;
        if (arrived < current.length()) {
            return false;
        }
        framed += arrived;
        arrived = 0;
        return true;
    }

    private Message takeMessage() {
        byte[] whole = payload.length == framed ? payload : Arrays.copyOf(payload, framed);
        Message message = new Message(expected, first.uid(), first.operation(), whole);
        first = null;
        payload = NOTHING;
        framed = 0;
        return message;
    }

    private static void transfer(ByteBuffer source, ByteBuffer target) {
        int count = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), count);
        source.position(source.position() + count);
        target.position(target.position() + count);
    }
}

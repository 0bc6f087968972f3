// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request or a response.
 *
 * @param uid any 32 bits; a response repeats its request's
 * @param payload at most {@link Limits#PAYLOAD} bytes
 */
public record Message(Direction direction, int uid, Operation operation, byte[] payload) {

    public Message {
        if (payload.length > Limits.PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload of " + payload.length + " bytes is above the maximum " + Limits.PAYLOAD);
        }
    }

    /** The response to this request. */
    public Message answer(byte[] answer) {
        return new Message(Direction.RESPONSE, uid, operation, answer);
    }

    /**
     * The frames of this message, each ready to be written by one call. They must not be joined or cut: the reference
     * receiver counts a header as 10 bytes when it decides whether a frame is whole, and a write of part of a frame makes
     * it read what has not arrived.
     */
    public List<ByteBuffer> frames() {
        List<ByteBuffer> frames = new ArrayList<>(1 + payload.length / Limits.FRAME_DATA);
        int start = 0;
        do {
            int length = Math.min(payload.length - start, Limits.FRAME_DATA);
            boolean last = start + length == payload.length;
            ByteBuffer frame = ByteBuffer.allocate(FrameHeader.SIZE + length);
            new FrameHeader(direction, uid, operation, last, length).write(frame);
            frames.add(frame.put(payload, start, length).flip());
            start += length;
        } while (start < payload.length);
        return frames;
    }
}

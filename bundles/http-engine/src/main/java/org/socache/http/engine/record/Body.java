// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.List;

/** The content of a stored response, wherever its bytes lie: in the record itself, in a file. Immutable. */
public interface Body {

    /** No content. */
    Body EMPTY = of(ByteBuffer.allocate(0));

    /** How many bytes it has. */
    long length();

    /**
     * A part of it.
     *
     * @throws IndexOutOfBoundsException if it does not lie within
     */
    Body slice(long from, long length);

    /**
     * Makes its bytes sure to be readable until the payload is closed, whatever becomes of the entry meanwhile.
     *
     * @return null if they are no longer there, or damaged
     */
    Payload open();

    /** Bytes in memory, from position to limit. They are not copied and must not change. */
    static Body of(ByteBuffer bytes) {
        return new MemoryBody(bytes.slice());
    }

    /** Several one after the other. */
    static Body joined(List<Body> parts) {
        return parts.size() == 1 ? parts.get(0) : new JoinedBody(parts);
    }
}

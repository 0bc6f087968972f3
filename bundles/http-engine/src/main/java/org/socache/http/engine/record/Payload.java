// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Content on its way out, a part at a time, so that none of it needs to be in memory as a whole. For one thread, once. */
public interface Payload extends Closeable {

    /** No content. */
    Payload NONE = Body.EMPTY.open();

    /** How many bytes it has in all. */
    long length();

    /**
     * The next bytes. The buffer is the caller's until the next call, to be read only; a first one that has
     * {@link #length()} bytes is all.
     *
     * @return null at the end
     * @throws IOException if they cannot be read, or are not what was stored: the message so far must not look whole then
     */
    ByteBuffer next() throws IOException;

    /** Lets go of files and buffers; may be called again. */
    @Override
    void close();
}

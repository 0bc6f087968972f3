// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

import org.socache.http.engine.record.Payload;

/** Content as Jetty takes it to send a part whenever the client has room for it. */
final class PayloadChannel implements ReadableByteChannel {

    private final Payload content;
    private ByteBuffer part;

    /** @param first what {@link Payload#next} has given already; null if it was all */
    PayloadChannel(ByteBuffer first, Payload content) {
        this.part = first;
        this.content = content;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (part != null && !part.hasRemaining()) {
            part = content.next();
        }
        if (part == null) {
            return -1;
        }
        int length = Math.min(part.remaining(), target.remaining());
        target.put(part.slice(part.position(), length));
        part.position(part.position() + length);
        return length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        content.close();
    }
}

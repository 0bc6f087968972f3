// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.socache.http.engine.record.Payload;

/**
 * Content on its way to a client. Where the server takes parts without waiting, no thread is held by a client that takes its time:
 * the next part is read when the one before has left.
 */
final class Sending implements WriteListener {

    private final Payload content;
    private final Wire wire;
    private final ServletOutputStream output;
    private final Counters counters;
    private AsyncContext exchange;
    private boolean ended;

    /** @param content closed at the end */
    Sending(Payload content, ServletOutputStream output, Counters counters) {
        this.content = content;
        this.wire = new Wire(output);
        this.output = output;
        this.counters = counters;
    }

    /** Begins; all has been sent when this returns, unless it goes on beside the request. */
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (wire.isDirect() && request.isAsyncSupported()) {
            exchange = request.startAsync(request, response);
            // the server ends what has not moved for as long as it lets a connection be idle
            exchange.setTimeout(0);
            output.setWriteListener(this);
            return;
        }
        try (content) {
            for (ByteBuffer part = next(); part != null; part = next()) {
                wire.write(part);
            }
            counters.bytes.add(content.length());
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        // asked first: until then the part before may not have left, and its memory is that of the next
        while (!ended && output.isReady()) {
            ByteBuffer part = next();
            if (part == null) {
                counters.bytes.add(content.length());
                end();
                return;
            }
            wire.write(part);
        }
    }

    /** The client has gone, or the file changed: less than was announced ends the connection. */
    @Override
    public void onError(Throwable why) {
        end();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            content.close();
        } finally {
            // nothing else ends it: it has no time limit
            exchange.complete();
        }
    }

    private ByteBuffer next() throws IOException {
        try {
            return content.next();
        } catch (IOException e) {
            counters.brokenOff.increment();
            throw e;
        }
    }
}

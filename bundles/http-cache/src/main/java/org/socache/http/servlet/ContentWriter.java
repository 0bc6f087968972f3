// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;

/**
 * The origin's writer over the watched stream, so that the bytes stored are the bytes sent. It tells apart a flush that the
 * origin asked for from the one at the end of the exchange, which only empties the encoder: a flush that reached the
 * container would take its chance to tell the length.
 */
final class ContentWriter extends PrintWriter {

    private final OutputStream bytes;

    ContentWriter(OutputStream bytes, String encoding) throws UnsupportedEncodingException {
        super(new OutputStreamWriter(new Unflushed(bytes), encoding));
        this.bytes = bytes;
    }

    /** Hands all characters over as bytes. */
    void drain() {
        super.flush();
    }

    @Override
    public void flush() {
        drain();
        try {
            bytes.flush();
        } catch (IOException e) {
            setError();
        }
    }

    @Override
    public void close() {
        drain();
        try {
            bytes.close();
        } catch (IOException e) {
            setError();
        }
    }

    /** Keeps flushes from the stream behind. */
    private static final class Unflushed extends FilterOutputStream {

        Unflushed(OutputStream bytes) {
            super(bytes);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            out.write(content, offset, length);
        }

        @Override
        public void flush() {
            // see the class comment
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import org.eclipse.jetty.server.HttpOutput;

/**
 * Hands content to the server. Jetty takes memory outside the heap as it is, and writes it to the socket from there; through a
 * filter's wrapper, or in another server, it goes by way of an array, as the servlet API has it.
 */
final class Wire {

    private static final int COPY = 65_536;

    private static final boolean JETTY = isJettyThere();

    private final OutputStream output;
    private byte[] copy;

    Wire(OutputStream output) {
        this.output = output;
    }

    private static boolean isJettyThere() {
        try {
            Class.forName("org.eclipse.jetty.server.HttpOutput", false, Wire.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException anotherServer) {
            return false;
        }
    }

    /** Whether the server takes parts as they are, and need not be waited for. */
    boolean isDirect() {
        return JETTY && Jetty.takes(output);
    }

    /** Sends the part from position to limit; when this returns, or later where it is not waited for, the part may be used again. */
    void write(ByteBuffer part) throws IOException {
        if (isDirect()) {
            Jetty.write(output, part);
        } else {
            writeCopies(part);
        }
    }

    private void writeCopies(ByteBuffer part) throws IOException {
        copy = copy == null ? new byte[Math.min(part.remaining(), COPY)] : copy;
        while (part.hasRemaining()) {
            int count = Math.min(copy.length, part.remaining());
            part.get(copy, 0, count);
            output.write(copy, 0, count);
        }
    }

    /** Loaded where Jetty is there. */
    private static final class Jetty {

        static boolean takes(OutputStream output) {
            return output instanceof HttpOutput;
        }

        static void write(OutputStream output, ByteBuffer part) throws IOException {
            ((HttpOutput) output).write(part);
        }
    }
}

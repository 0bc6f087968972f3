// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;

/** The origin's output: what it writes goes to the client at once, and is shown to the cache. */
final class WatchedStream extends ServletOutputStream {

    private final WatchedResponse response;
    private final WatchedAnswer answer;
    private final ServletOutputStream client;

    WatchedStream(WatchedResponse response, WatchedAnswer answer, ServletOutputStream client) {
        this.response = response;
        this.answer = answer;
        this.client = client;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (answer.show(ByteBuffer.wrap(bytes, offset, length))) {
            answer.send(() -> client.write(bytes, offset, length));
        }
    }

    @Override
    public void flush() throws IOException {
        if (answer.judged()) {
            answer.send(client::flush);
        }
    }

    @Override
    public void close() throws IOException {
        response.end();
        if (!answer.isToAskAgain()) {
            client.close();
        }
    }

    @Override
    public boolean isReady() {
        return client.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        client.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                listener.onWritePossible();
            }

            @Override
            public void onError(Throwable why) {
                answer.broken();
                listener.onError(why);
            }
        });
    }
}

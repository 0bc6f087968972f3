// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection whose answers arrive whole within a time limit, counted from the last byte of their request. Jedis's own limit is
 * for each read: a server that sends a byte now and then would never meet it.
 *
 * <p>Delegates what Jedis, and TLS above it, ask of a socket. Not safe for two threads at once, as Jedis's connections are not.
 */
final class TimedSocket extends Socket {

    /**
     * Bytes that may be written at once although the other side does not read; that takes no time, so it needs no limit. Linux
     * gives as much without being configured, and keeps its own accounts beside it.
     */
    static final int SEND_BUFFER = 200 << 10;

    private final Socket socket;
    private final long limitNanos;
    private long end;

    TimedSocket(Socket socket, Duration limit) throws SocketException {
        socket.setSendBufferSize(SEND_BUFFER);
        this.socket = socket;
        this.limitNanos = limit.toNanos();
        this.end = System.nanoTime() + limitNanos;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(socket.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                end = System.nanoTime() + limitNanos;
            }
        };
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                socket.setSoTimeout(millisLeft());
                try {
                    return in.read(bytes, offset, length);
                } catch (SocketTimeoutException slow) {
                    throw tooSlow();
                }
            }
        };
    }

    private int millisLeft() throws SocketTimeoutException {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
            throw tooSlow();
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private SocketTimeoutException tooSlow() {
        return new SocketTimeoutException("no answer within " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms");
    }

    /** Ignored: the limit is this class's matter. */
    @Override
    public void setSoTimeout(int millis) {
        // see millisLeft
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}

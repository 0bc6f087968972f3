// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.socache.dc.protocol.Address;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.MessageReader;
import org.socache.provider.support.Attempt;

/**
 * One connection to a distcache server, with one request under way at a time. After any exception it is of no further use.
 *
 * <p>A selector waits for the socket, because the sockets of channels to a UNIX address know no time limit.
 */
final class DcConnection implements AutoCloseable {

    /** Most answers take one read, the largest takes five. */
    private static final int READ_BUFFER = 8_192;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final MessageReader reader = new MessageReader(Direction.RESPONSE);
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
    private long idleSince;

    private DcConnection(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /**
     * Connects.
     *
     * @throws IOException if the server cannot be reached in time
     */
    static DcConnection open(Address address, Deadline deadline) throws IOException {
        SocketChannel channel =
                address.isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            DcConnection connection = new DcConnection(channel, Selector.open());
            try {
                connection.connect(address, deadline);
                return connection;
            } catch (IOException | RuntimeException failed) {
                connection.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /**
     * Over TCP this waits for the handshake. A UNIX socket is connected or refused at once, the latter also if the server's
     * queue is full: a server that does not accept is not worth waiting for.
     */
    private void connect(Address address, Deadline deadline) throws IOException {
        if (!address.isUnix()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (!channel.connect(resolve(address, deadline))) {
            do {
                await(SelectionKey.OP_CONNECT, deadline);
            } while (!channel.finishConnect());
        }
    }

    private static SocketAddress resolve(Address address, Deadline deadline) throws IOException {
        if (address.isUnix()) {
            return address.resolve();
        }
        try {
            return Attempt.within(Duration.ofMillis(deadline.millisLeft()), address::resolve, tooLate -> {});
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed);
        } catch (TimeoutException slow) {
            throw new DcTimeoutException(address + " is not resolved in time");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while resolving " + address, stop);
        }
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws IOException if the answer does not come in time, is broken, or is another request's
     */
    Message exchange(Message request, Deadline deadline) throws IOException {
        for (ByteBuffer frame : request.frames()) {
            send(frame, deadline);
        }
        Message answer = receive(deadline);
        if (answer.uid() != request.uid() || answer.operation() != request.operation()) {
            throw new IOException("answer to " + answer.operation() + " " + Integer.toUnsignedString(answer.uid())
                    + " where " + request.operation() + " " + Integer.toUnsignedString(request.uid())
                    + " was asked");
        }
        return answer;
    }

    /** One write per frame; only a socket that is full makes it two. */
    private void send(ByteBuffer frame, Deadline deadline) throws IOException {
        channel.write(frame);
        while (frame.hasRemaining()) {
            await(SelectionKey.OP_WRITE, deadline);
            channel.write(frame);
        }
    }

    private Message receive(Deadline deadline) throws IOException {
        await(SelectionKey.OP_READ, deadline);
        Message answer = read();
        while (answer == null) {
            if (buffer.position() < buffer.capacity()) {
                await(SelectionKey.OP_READ, deadline); // the socket had less than was asked for
            }
            answer = read();
        }
        if (buffer.hasRemaining()) {
            throw new IOException("the server sent more than an answer");
        }
        return answer;
    }

    /** Reads once; null if the answer is not whole yet. */
    private Message read() throws IOException {
        if (channel.read(buffer.clear()) < 0) {
            throw new EOFException("the server closed the connection instead of answering");
        }
        return reader.read(buffer.flip());
    }

    /** Waits until the socket is ready for the operation; also notices an interrupt, on which a selector does not wait. */
    private void await(int operation, Deadline deadline) throws IOException {
        key.interestOps(operation);
        while (selector.select(deadline.millisLeft()) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while waiting for the server");
            }
        }
        selector.selectedKeys().clear();
    }

    /** Whether it can carry another request: still open, and without an answer that nobody asked for. */
    boolean isQuiet() {
        try {
            return channel.read(buffer.clear()) == 0;
        } catch (IOException broken) {
            return false;
        }
    }

    /** Notes that its request is over. */
    void rest(long nanoTime) {
        idleSince = nanoTime;
    }

    long idleSince() {
        return idleSince;
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            key.cancel();
        } catch (IOException alreadyBroken) {
            // closed is closed
        }
    }
}

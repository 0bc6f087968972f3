// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.MessageReader;

/**
 * One client. Takes one request at a time: while a request is being answered nothing more is read, so a client that sends
 * on fills its own socket and not this heap. Belongs to the selector thread.
 */
final class Connection {

    /** What the client is in the middle of, each with the fault of taking too long over it. */
    private enum Phase {
        BETWEEN_REQUESTS(DropReason.IDLE),
        SENDING(DropReason.SLOW_REQUEST),
        WAITING(null),
        RECEIVING(DropReason.SLOW_READER),
        GIVEN_UP(null);

        private final DropReason tooSlow;

        Phase(DropReason tooSlow) {
            this.tooSlow = tooSlow;
        }
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ServerSettings settings;
    private final MemoryBudget budget;
    private final ServerCounters counters;
    private final Seniority seniority;
    /** Takes a whole request; {@link #answer} follows on this thread, later. */
    private final BiConsumer<Connection, Message> answerer;

    private final MessageReader reader = new MessageReader(Direction.REQUEST);
    /** Frames that are still to be sent, the first perhaps in part. */
    private final Deque<ByteBuffer> answer = new ArrayDeque<>();
    /** What a client has sent beyond the request it waits for; null if nothing. */
    private ByteBuffer ahead;
    /** Bytes of the request that is being answered, or of the answer. */
    private int underWay;
    /** Bytes taken from the budget. */
    private int held;

    private Phase phase;
    private long deadline;

    Connection(
            SocketChannel channel,
            SelectionKey key,
            ServerSettings settings,
            MemoryBudget budget,
            ServerCounters counters,
            Seniority seniority,
            BiConsumer<Connection, Message> answerer) {
        this.channel = channel;
        this.key = key;
        this.settings = settings;
        this.budget = budget;
        this.counters = counters;
        this.seniority = seniority;
        this.answerer = answerer;
        enter(Phase.BETWEEN_REQUESTS);
    }

    /**
     * Reads what has come.
     *
     * @param buffer empty, lent for this call
     * @return false if the client has closed the connection between two requests, as clients do
     */
    boolean read(ByteBuffer buffer) throws IOException, DropException {
        int count = channel.read(buffer);
        if (count < 0) {
            if (reader.begun()) {
                throw new DropException(DropReason.BROKEN_OFF);
            }
            return false;
        }
        counters.bytesIn.add(count);
        take(buffer.flip());
        return true;
    }

    /** Begins to send the answer to the request that was handed over. */
    void answer(Message response) throws IOException, DropException {
        answer.addAll(response.frames());
        underWay = response.payload().length;
        account();
        enter(Phase.RECEIVING);
        write();
    }

    /** Sends as much of the answer as the socket takes, a frame per call; then goes on with the next request. */
    void write() throws IOException, DropException {
        for (ByteBuffer frame = answer.peek(); frame != null; frame = answer.peek()) {
            counters.bytesOut.add(channel.write(frame));
            if (frame.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
                return;
            }
            answer.remove();
        }
        underWay = 0;
        enter(Phase.BETWEEN_REQUESTS);
        key.interestOps(SelectionKey.OP_READ);
        ByteBuffer next = ahead;
        ahead = null;
        take(next == null ? ByteBuffer.allocate(0) : next);
    }

    /** Goes on with the request that is arriving; hands it over and stops reading as soon as it is whole. */
    private void take(ByteBuffer source) throws IOException, DropException {
        Message request = reader.read(source);
        if (request != null) {
            ahead = source.hasRemaining() ? copy(source) : null;
            underWay = request.payload().length;
            account(); // first: whoever is dropped for it must not have a request on its way
            key.interestOps(0);
            enter(Phase.WAITING);
            answerer.accept(this, request);
            return;
        }
        if (reader.begun() && phase == Phase.BETWEEN_REQUESTS) {
            enter(Phase.SENDING); // once: each further byte must not extend the time
        }
        account();
    }

    private static ByteBuffer copy(ByteBuffer source) {
        return ByteBuffer.allocate(source.remaining()).put(source).flip();
    }

    /** Settles with the budget what this connection holds now. */
    private void account() throws DropException {
        int needed = reader.held() + underWay + (ahead == null ? 0 : ahead.remaining());
        if (!budget.change(this, held, needed)) {
            throw new DropException(DropReason.OUT_OF_MEMORY_BUDGET);
        }
        held = needed;
    }

    boolean holdsMemory() {
        return held > 0;
    }

    /** Begins a phase, and its time. */
    private void enter(Phase next) {
        phase = next;
        seniority.leave(this);
        if (next == Phase.BETWEEN_REQUESTS) {
            seniority.idles(this);
        } else if (next != Phase.WAITING) {
            seniority.keepsUsWaiting(this);
        }
        deadline = System.nanoTime()
                + (next == Phase.BETWEEN_REQUESTS ? settings.idleTimeout() : settings.requestTimeout()).toNanos();
    }

    /** Is to do nothing more: what it was reading or writing is lost in part. To close it takes heap, and there is none now. */
    void giveUp() {
        phase = Phase.GIVEN_UP;
    }

    /** Whether it waits for being closed. */
    boolean hasGivenUp() {
        return phase == Phase.GIVEN_UP;
    }

    /** Complains if the client takes longer than it may. */
    void checkTime(long nanoTime) throws DropException {
        if (phase.tooSlow != null && nanoTime - deadline > 0) {
            throw new DropException(phase.tooSlow);
        }
    }

    /** Closes the socket and gives the memory back. Safe to call twice. */
    void close() {
        if (!channel.isOpen()) {
            return;
        }
        budget.change(this, held, 0);
        held = 0;
        seniority.leave(this);
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // closed is closed
        }
    }

    /** False once it was closed, while its answer was still being made. */
    boolean isOpen() {
        return channel.isOpen();
    }
}

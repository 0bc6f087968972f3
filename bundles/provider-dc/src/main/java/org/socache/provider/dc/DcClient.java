// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.socache.dc.protocol.Address;
import org.socache.dc.protocol.Direction;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.Operation;

/**
 * Carries out operations on a server, each caller on a connection of its own. Connections are kept for the next operation
 * until they have been idle for a while; any irregularity ends one.
 *
 * <p>A kept connection may have died meanwhile, most often because the server was restarted. Then the operation is tried
 * once more on a fresh one. That is safe: a repeated ADD is refused if the first one was heard, GET and HAVE change nothing,
 * and a repeated REMOVE at worst says that nothing was there.
 */
final class DcClient implements AutoCloseable {

    private static final long JUST_RESTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Address address;
    private final Supplier<DcSettings> settings;
    private final AtomicInteger lastUid = new AtomicInteger();
    /** The one used last is first, so that the others come to be idle. */
    private final Deque<DcConnection> idle = new ConcurrentLinkedDeque<>();

    private final LongAdder connects = new LongAdder();
    private volatile boolean closed;

    DcClient(Address address, Supplier<DcSettings> settings) {
        this.address = address;
        this.settings = settings;
    }

    /** The time limit of a call, from now. */
    Deadline deadline() {
        return Deadline.in(settings.get().timeout());
    }

    /**
     * Sends a request and returns the payload of its answer, which may be empty.
     *
     * @throws IOException if there is no answer in time
     */
    byte[] ask(Operation operation, byte[] payload, Deadline deadline) throws IOException {
        Message request = new Message(Direction.REQUEST, lastUid.incrementAndGet(), operation, payload);
        DcConnection kept = takeIdle();
        if (kept != null) {
            try {
                return exchange(kept, request, deadline);
            } catch (DcTimeoutException tooLate) {
                throw tooLate;
            } catch (IOException stale) {
                if (Thread.currentThread().isInterrupted()) {
                    throw stale; // the caller gave up, the server did not fail
                }
                // the kept ones are likely all dead; a fresh one shows whether the server is
                closeIdle();
            }
        }
        connects.increment();
        return exchange(DcConnection.open(address, deadline), request, deadline);
    }

    /** Keeps the connection only if the answer was right: after a fault nobody knows what is still to come on it. */
    private byte[] exchange(DcConnection connection, Message request, Deadline deadline) throws IOException {
        boolean done = false;
        try {
            byte[] answer = connection.exchange(request, deadline).payload();
            done = true;
            return answer;
        } finally {
            if (done) {
                keep(connection);
            } else {
                connection.close();
            }
        }
    }

    /** The connection used last that can still be used, or null. */
    private DcConnection takeIdle() {
        for (DcConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            if (!hasIdledOut(connection) && (hasJustRested(connection) || connection.isQuiet())) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Puts a connection back, and in passing closes the oldest that nobody needed: no thread of its own looks after them. */
    private void keep(DcConnection connection) {
        connection.rest(System.nanoTime());
        if (settings.get().idleTime().isZero()) {
            connection.close();
            return;
        }
        idle.addFirst(connection);
        DcConnection oldest = idle.peekLast();
        if (oldest != null && hasIdledOut(oldest) && idle.removeLastOccurrence(oldest)) {
            oldest.close();
        }
        if (closed) {
            // close() may have emptied the pool before this one came back
            closeIdle();
        }
    }

    /** Then looking costs more than it finds, and what it would find fails the exchange, which is tried again. */
    private static boolean hasJustRested(DcConnection connection) {
        return System.nanoTime() - connection.idleSince() < JUST_RESTED_NANOS;
    }

    private boolean hasIdledOut(DcConnection connection) {
        return System.nanoTime() - connection.idleSince()
                > settings.get().idleTime().toNanos();
    }

    private void closeIdle() {
        for (DcConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.close();
        }
    }

    Address address() {
        return address;
    }

    /** Connections made so far. */
    long connects() {
        return connects.sum();
    }

    /** Connections kept now. */
    int idle() {
        return idle.size();
    }

    /** Closes what is idle now, and the rest as it becomes idle. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}

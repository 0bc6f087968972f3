// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.time.InstantSource;
import java.util.Arrays;

import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Limits;
import org.socache.dc.protocol.Message;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.ProtocolException;
import org.socache.dc.protocol.Status;

/**
 * Answers requests from a cache, with the answers of {@code dc_server}. Safe from any number of threads.
 *
 * <p>ADD never overwrites, and a {@link SharedCache} has no such call: looking and storing happen under a lock of that key.
 * It keeps the clients of this server apart; a key that something else stores in the same cache at the same moment may
 * still be overwritten.
 */
final class CacheRequests {

    /** More than there are workers, so that two keys rarely wait for each other. */
    private static final int LOCKS = 64;

    private final SharedCache cache;
    private final InstantSource clock;
    private final ServerCounters counters;
    private final Object[] locks = new Object[LOCKS];

    CacheRequests(SharedCache cache, InstantSource clock, ServerCounters counters) {
        this.cache = cache;
        this.clock = clock;
        this.counters = counters;
        Arrays.setAll(locks, n -> new Object());
    }

    /**
     * The response to a request.
     *
     * @throws ProtocolException if it is one that gets no answer
     */
    Message answer(Message request) throws ProtocolException {
        counters.requested(request.operation());
        return request.answer(payload(request.operation(), request.payload()));
    }

    private byte[] payload(Operation operation, byte[] request) throws ProtocolException {
        return switch (operation) {
            case ADD -> add(request).payload();
            case GET -> get(request);
            case REMOVE ->
                affirm(operation, isKey(request) && cache.remove(request)).payload();
            case HAVE -> affirm(operation, find(request) != null).payload();
        };
    }

    /** Checks in the order in which dc_server does, the duplicate last. */
    private Status add(byte[] request) throws ProtocolException {
        Status fault = Addition.check(request);
        if (fault != Status.OK) {
            return fault;
        }
        Addition addition = Addition.of(request);
        synchronized (locks[Math.floorMod(Arrays.hashCode(addition.key()), LOCKS)]) {
            if (cache.retrieve(addition.key()) != null) {
                return Status.DUPLICATE;
            }
            return store(addition);
        }
    }

    private Status store(Addition addition) {
        if (addition.lifetime() == 0) {
            // dc_server stores it and drops it at the next operation
            counters.affirmed(Operation.ADD);
            return Status.OK;
        }
        StoreResult result = cache.store(addition.key(), clock.millis() + addition.lifetime(), addition.data());
        if (result.stored()) {
            counters.affirmed(Operation.ADD);
            return Status.OK;
        }
        return refusal(result.refusal());
    }

    /**
     * What a distcache client is told of a refusal. To libdistcache all but 0 is the same failure; our own provider tells a
     * cache that is down from one that is full.
     */
    private static Status refusal(Refusal refusal) {
        return switch (refusal) {
            case ENTRY_TOO_LARGE, ENTRY_TOO_SMALL -> Status.DATA_RANGE;
            case NO_SPACE -> Status.DUPLICATE; // what dc_server says when it has no memory
            case ALREADY_EXPIRED -> Status.LIFETIME_RANGE;
            default -> Status.DISCONNECTED;
        };
    }

    private byte[] get(byte[] key) {
        byte[] data = find(key);
        affirm(Operation.GET, data != null);
        return data != null ? data : Status.ABSENT.payload();
    }

    /** The data under a key, or null; also null if an answer cannot carry it. */
    private byte[] find(byte[] key) {
        byte[] data = isKey(key) ? cache.retrieve(key) : null;
        return data != null && data.length > 0 && data.length <= Limits.PAYLOAD ? data : null;
    }

    private Status affirm(Operation operation, boolean yes) {
        if (yes) {
            counters.affirmed(operation);
        }
        return yes ? Status.OK : Status.ABSENT;
    }

    /** Nothing is ever stored under another key, and such a question is no fault. */
    private static boolean isKey(byte[] key) {
        return key.length > 0 && key.length <= Limits.KEY;
    }
}

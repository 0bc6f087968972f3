// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.Refusal;
import org.socache.api.ServerStatus;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.ProviderException;
import org.socache.api.spi.WireKey;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Limits;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

/**
 * A cache on a distcache server.
 *
 * <p>An entry lives at most 7 days, however far its expiry. The server neither lists nor tells expiries nor counts: the
 * counters are this instance's own.
 */
final class DcCache implements CacheInstance {

    /** libdistcache takes a shorter answer to GET for an error, and a single byte is one. */
    static final int MINIMUM_DATA = 5;

    /** How often a store removes what another writer adds between its own remove and add. */
    private static final int ROUNDS = 3;

    private static final byte[] PROBE_KEY = "socache-probe".getBytes(StandardCharsets.US_ASCII);

    /** Closed together with this cache, and not shared with another. */
    private final DcClient client;

    private final InstantSource clock;
    private final Doubtful doubtful = new Doubtful();
    private final Tally tally = new Tally();
    private volatile boolean closed;

    DcCache(DcClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (id.length == 0) {
            return StoreResult.refused(Refusal.ID_TOO_SHORT);
        }
        if (id.length > SharedCache.MAX_ID_LENGTH) {
            return StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH);
        }
        if (closed) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        byte[] key = key(id);
        long now = clock.millis();
        StoreResult refusal = expiry <= now ? StoreResult.refused(Refusal.ALREADY_EXPIRED) : checkSize(key, data);
        if (refusal != null) {
            forget(key);
            return refusal;
        }
        long lifetime = Math.min(expiry - now, Limits.LIFETIME_MILLIS);
        try {
            return replace(key, new Addition(lifetime, key, data).payload());
        } catch (IOException failed) {
            doubtful.add(key);
            tally.failed(failed);
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
    }

    /** Null if data of that size reaches the server and comes back intact. */
    private StoreResult checkSize(byte[] key, byte[] data) {
        if (data.length < MINIMUM_DATA) {
            return StoreResult.refused(Refusal.ENTRY_TOO_SMALL, MINIMUM_DATA);
        }
        int maximum = Addition.maximumData(key.length);
        if (data.length > maximum) {
            return StoreResult.refused(Refusal.ENTRY_TOO_LARGE, maximum);
        }
        int safe = Addition.safeData(key.length, data.length);
        if (safe != data.length) {
            tally.unsafeSizes.increment();
            return StoreResult.refused(Refusal.ENTRY_TOO_LARGE, safe);
        }
        return null;
    }

    /**
     * Adds; while the server says that the key is there, removes it and adds again. Adding first makes a new entry, the
     * common case, one round trip. "Is there" is also what the server says when it has no room, but then nothing is removed.
     */
    private StoreResult replace(byte[] key, byte[] addition) throws IOException {
        Deadline deadline = client.deadline();
        boolean removed = false; // tells a writer in between (BUSY) from a server without room (NO_SPACE)
        for (int round = 0; round < ROUNDS; round++) {
            Status status = status(Operation.ADD, addition, deadline);
            if (status == Status.OK) {
                doubtful.settle(key);
                tally.stored(removed);
                return removed ? StoreResult.REPLACED : StoreResult.STORED;
            }
            removed |= status(Operation.REMOVE, key, deadline) == Status.OK;
            if (status != Status.DUPLICATE) {
                return StoreResult.refused(status == Status.DATA_RANGE ? Refusal.ENTRY_TOO_LARGE : Refusal.FAILED);
            }
        }
        return StoreResult.refused(removed ? Refusal.BUSY : Refusal.NO_SPACE);
    }

    /** Sees to it that the value before a refused one is not read any more. */
    private void forget(byte[] key) {
        try {
            status(Operation.REMOVE, key, client.deadline());
            doubtful.settle(key);
        } catch (IOException failed) {
            doubtful.add(key);
            tally.failed(failed);
        }
    }

    @Override
    public byte[] retrieve(byte[] id) {
        if (closed || !isId(id)) {
            return null;
        }
        try {
            byte[] data = get(key(id));
            tally.retrieved(data != null);
            return data;
        } catch (IOException failed) {
            throwUnlessClosed(failed);
            return null;
        }
    }

    /** The value; null also for one in doubt, which goes away instead. */
    private byte[] get(byte[] key) throws IOException {
        Deadline deadline = client.deadline();
        if (doubtful.has(key)) {
            status(Operation.REMOVE, key, deadline);
            doubtful.settle(key);
            return null;
        }
        byte[] answer = client.ask(Operation.GET, key, deadline);
        if (answer.length >= MINIMUM_DATA) {
            return answer;
        }
        checkConnected(answer);
        return null;
    }

    @Override
    public Entry find(byte[] id) {
        byte[] data = retrieve(id);
        return data == null ? null : new Entry(id.clone(), Entry.UNKNOWN_EXPIRY, data);
    }

    @Override
    public boolean remove(byte[] id) {
        if (closed || !isId(id)) {
            return false;
        }
        byte[] key = key(id);
        try {
            boolean removed = status(Operation.REMOVE, key, client.deadline()) == Status.OK;
            doubtful.settle(key);
            tally.removed(removed);
            return removed;
        } catch (IOException failed) {
            doubtful.add(key);
            throwUnlessClosed(failed);
            return false;
        }
    }

    /** The status a server answers with. */
    private Status status(Operation operation, byte[] payload, Deadline deadline) throws IOException {
        byte[] answer = client.ask(operation, payload, deadline);
        checkConnected(answer);
        Status status = Status.of(answer);
        if (status == null) {
            throw new IOException("answer of " + answer.length + " bytes to " + operation + " is no status");
        }
        return status;
    }

    /** distcache's proxy says in these two ways that it cannot reach its server. */
    private static void checkConnected(byte[] answer) throws IOException {
        if (answer.length == 0 || Status.of(answer) == Status.DISCONNECTED) {
            throw new IOException("it cannot reach the server or cache behind it");
        }
    }

    /** Closing while others are inside breaks their connections; to them that is a miss and no fault. */
    private void throwUnlessClosed(IOException failed) {
        tally.failed(failed);
        if (!closed) {
            throw unavailable(failed);
        }
    }

    private ProviderException unavailable(IOException failed) {
        return new ProviderException("distcache server " + client.address() + ": " + Tally.reason(failed), failed);
    }

    /** An id up to 64 bytes is the key, as in httpd; a longer one is hashed. */
    private static byte[] key(byte[] id) {
        return id.length <= Limits.KEY ? id : WireKey.sha256(id);
    }

    private static boolean isId(byte[] id) {
        return id.length > 0 && id.length <= SharedCache.MAX_ID_LENGTH;
    }

    @Override
    public void probe() {
        try {
            roundTripMicros();
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    /** Asks for a key that nobody stores: the cheapest question that takes the server's whole way. */
    private long roundTripMicros() throws IOException {
        long start = System.nanoTime();
        status(Operation.HAVE, PROBE_KEY, client.deadline());
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }

    @Override
    public CacheStatus status() {
        CacheCounters counters = tally.counters();
        if (closed) {
            return new CacheStatus(-1, -1, -1, counters, List.of(), Map.of());
        }
        Map<String, Long> details = Map.of(
                "connections made", client.connects(),
                "connections idle", (long) client.idle(),
                "failures", tally.failures.sum(),
                "refused for a size the server corrupts", tally.unsafeSizes.sum(),
                "keys in doubt", (long) doubtful.size());
        return new CacheStatus(-1, -1, -1, counters, List.of(server()), details);
    }

    private ServerStatus server() {
        String address = client.address().toString();
        try {
            return new ServerStatus(address, true, roundTripMicros(), tally.lastFailure());
        } catch (IOException failed) {
            return new ServerStatus(address, false, -1, Tally.reason(failed));
        }
    }

    @Override
    public boolean bounded() {
        return true;
    }

    /** Whoever has the server's address has the entries too: all clients of distcache share one space of keys. */
    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}

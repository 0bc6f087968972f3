// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.authn.Identity;
import org.socache.authn.cache.Counters.Miss;
import org.socache.authn.cache.Counters.Unstored;
import org.socache.authn.seal.EntryId;
import org.socache.authn.seal.NodeKey;
import org.socache.authn.seal.SealedRecord;

/** Sealed records of one kind in the shared cache. */
final class Entries {

    /** As far as the clocks of nodes that share entries may be apart. */
    private static final long SKEW_MILLIS = 60_000;

    private final BiFunction<NodeKey, Identity, byte[]> ids;
    private final NodeKeys keys;
    private final Generations generations;
    private final Counters counters;
    private final InstantSource clock;

    private Entries(
            BiFunction<NodeKey, Identity, byte[]> ids,
            NodeKeys keys,
            Generations generations,
            Counters counters,
            InstantSource clock) {
        this.ids = ids;
        this.keys = keys;
        this.generations = generations;
        this.counters = counters;
        this.clock = clock;
    }

    static Entries ofPasswords(NodeKeys keys, Generations generations, Counters counters, InstantSource clock) {
        return new Entries(EntryId::password, keys, generations, counters, clock);
    }

    static Entries ofSecrets(NodeKeys keys, Generations generations, Counters counters, InstantSource clock) {
        return new Entries(EntryId::secret, keys, generations, counters, clock);
    }

    /**
     * What the cache has for an identity.
     *
     * @param timeout as long as an entry may live now, which may be less than when it was stored
     */
    Found find(SharedCache cache, Identity identity, Stamp stamp, Duration timeout) {
        for (NodeKey key : keys.ring().keys()) {
            byte[] id = ids.apply(key, identity);
            byte[] bytes = cache.retrieve(id);
            if (bytes != null) {
                return SealedRecord.open(key, id, bytes)
                        .map(record -> judge(key, bytes, record, stamp, timeout))
                        .orElseGet(() -> Found.miss(Miss.REJECTED));
            }
        }
        return Found.miss(Miss.ABSENT);
    }

    private Found judge(NodeKey key, byte[] bytes, SealedRecord record, Stamp stamp, Duration timeout) {
        long left = record.expiry() - clock.millis();
        if (left <= 0 || left > timeout.toMillis() + SKEW_MILLIS) {
            return Found.miss(Miss.EXPIRED);
        }
        return MessageDigest.isEqual(record.generation(), stamp.digest())
                ? new Found(null, key, bytes, record)
                : Found.miss(Miss.FORGOTTEN);
    }

    /**
     * Stores a record sealed under the current key, unless its user or context was forgotten since the stamp.
     *
     * @return the bytes that were stored; null if none were
     */
    byte[] store(
            SharedCache cache, Identity identity, Stamp stamp, long expiry, Function<NodeKey, SealedRecord> record) {
        Unstored reason = generations.keep(cache, stamp, expiry);
        if (reason != null) {
            counters.refused(reason);
            return null;
        }
        NodeKey key = keys.ring().current();
        byte[] id = ids.apply(key, identity);
        byte[] sealed = record.apply(key).seal(key, id);
        StoreResult result = cache.store(id, expiry, sealed);
        if (!result.stored()) {
            counters.refused(result.refusal());
            return null;
        }
        counters.count(Counters.Event.STORED);
        return sealed;
    }

    void remove(SharedCache cache, Identity identity) {
        keys.ring().keys().forEach(key -> cache.remove(ids.apply(key, identity)));
    }

    /**
     * The outcome of a look-up.
     *
     * @param miss why there is nothing to go by, or null if there is
     * @param key that opened the record
     * @param bytes the record as stored
     * @param record its content
     */
    record Found(Miss miss, NodeKey key, byte[] bytes, SealedRecord record) {

        static Found miss(Miss reason) {
            return new Found(reason, null, null, null);
        }

        boolean present() {
            return miss == null;
        }

        /** Whether there is a record now, and not the same. */
        boolean isOtherThan(Found before) {
            return present() && !Arrays.equals(bytes, before.bytes);
        }
    }
}

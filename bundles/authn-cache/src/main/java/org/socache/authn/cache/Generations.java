// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.socache.api.SharedCache;
import org.socache.authn.cache.Counters.Unstored;
import org.socache.authn.cache.Generation.Scope;
import org.socache.authn.seal.EntryId;
import org.socache.authn.seal.GenerationRecord;
import org.socache.authn.seal.NodeKey;

/**
 * Makes forgetting work on caches that cannot list their entries: every entry carries the generations of its user, of its
 * context and of everyone, and to forget is to begin a new generation. The generations are records in the cache, so other
 * nodes see the change; each node looks again after half a second. Where a record is lost, its entries are too, never the
 * other way round.
 */
final class Generations {

    /** The longest life of an entry. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final long FRESH_MILLIS = 500;
    private static final int REMEMBERED = 10_000;
    private static final int LOCKS = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
    private final NodeKeys keys;
    private final InstantSource clock;
    private final BoundedMap<Scope, Generation> remembered = new BoundedMap<>(REMEMBERED);

    /** Begun while the cache did not answer; they hold on this node, and are stored as soon as it does. Of too many, everyone is forgotten. */
    private final Map<Scope, Generation> unpublished = new ConcurrentHashMap<>();

    Generations(NodeKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The generations that a login begins with. */
    Stamp current(SharedCache cache, String context, String user) {
        return new Stamp(List.of(
                current(cache, Scope.EVERYONE),
                current(cache, Scope.context(context)),
                current(cache, Scope.user(user))));
    }

    private Generation current(SharedCache cache, Scope scope) {
        Generation known = remembered.get(scope);
        if (isFresh(known)) {
            return known;
        }
        synchronized (lock(scope)) {
            Generation latest = remembered.get(scope);
            if (isFresh(latest)) {
                return latest;
            }
            Generation ahead = unpublished.get(scope);
            if (ahead != null) {
                return publish(cache, ahead);
            }
            Generation next = read(cache, scope)
                    .map(found -> later(cache, found, latest))
                    .orElseGet(() -> proposal(scope, latest));
            remembered.put(scope, next);
            return next;
        }
    }

    /**
     * Of the generation in the cache and the one known here the one that was begun later, which ends later. A replica that
     * takes over may not have heard of it, and a node that stores in the same moment may have written over it.
     */
    private Generation later(SharedCache cache, Generation found, Generation known) {
        return known != null && !known.sameAs(found) && found.expiry() < known.expiry() ? publish(cache, known) : found;
    }

    private boolean isFresh(Generation known) {
        return known != null && Math.abs(clock.millis() - known.read()) < FRESH_MILLIS;
    }

    /** What is read and then written must not be overtaken by someone who forgets. */
    private Object lock(Scope scope) {
        return locks[Math.floorMod(scope.hashCode(), locks.length)];
    }

    /** One proposal serves all logins of this JVM until one of them has stored it. */
    private Generation proposal(Scope scope, Generation latest) {
        long now = clock.millis();
        return latest == null || latest.stored()
                ? new Generation(scope, randomValue(), 0, false, now)
                : latest.readAt(now);
    }

    /**
     * Sees to it that the generations of a stamp are in the cache for as long as an entry with them is to live.
     *
     * @return null, or why the entry must not be stored
     */
    Unstored keep(SharedCache cache, Stamp stamp, long expiry) {
        return stamp.generations().stream()
                .map(generation -> keep(cache, generation, expiry))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Unstored keep(SharedCache cache, Generation begun, long expiry) {
        synchronized (lock(begun.scope())) {
            return keepLocked(cache, begun, expiry);
        }
    }

    private Unstored keepLocked(SharedCache cache, Generation begun, long expiry) {
        Generation ahead = unpublished.get(begun.scope());
        if (ahead != null) {
            // else the one in the cache, which has ended, would be taken for the current one
            publish(cache, ahead);
        }
        Generation latest = remembered.get(begun.scope());
        if (latest != null && !latest.sameAs(begun)) {
            return Unstored.FORGOTTEN_MEANWHILE;
        }
        if (latest != null && latest.stored() && latest.expiry() >= expiry) {
            return null;
        }
        Optional<Generation> there = read(cache, begun.scope()).map(found -> later(cache, found, latest));
        if (there.isPresent() && !there.get().sameAs(begun)) {
            remembered.put(begun.scope(), there.get());
            return Unstored.FORGOTTEN_MEANWHILE;
        }
        // twice the life, so that the next entries need not prolong it again; never less than it has, because of two
        // the one that ends later is taken for the later one
        long twice = expiry + Math.max(0, expiry - clock.millis());
        long until = Math.max(there.orElse(begun).expiry(), twice);
        boolean stored = write(cache, keys.ring().current(), begun, until);
        if (stored) {
            remembered.put(begun.scope(), begun.storedUntil(until, clock.millis()));
        }
        return stored ? null : Unstored.GENERATION_NOT_STORED;
    }

    /**
     * Ends the current generation of a scope and everything that carries it.
     *
     * @param cache null while it is switched off: what lies in it ends when it is back
     */
    void renew(SharedCache cache, Scope scope) {
        synchronized (lock(scope)) {
            Generation next = new Generation(scope, randomValue(), 0, false, clock.millis());
            unpublished.put(scope, next);
            if (cache == null) {
                remembered.remove(scope);
            } else {
                publish(cache, next);
            }
        }
        if (cache == null && unpublished.size() > REMEMBERED) {
            Map<Scope, Generation> before = Map.copyOf(unpublished);
            unpublished.put(Scope.EVERYONE, new Generation(Scope.EVERYONE, randomValue(), 0, false, clock.millis()));
            remembered.clear();
            // it ends all of these too
            before.forEach(unpublished::remove);
        }
    }

    /**
     * The cache was cleared, and everything ends: what is remembered of other scopes is no longer there to be relied on.
     *
     * @param cache null while it is switched off
     */
    void renewEveryone(SharedCache cache) {
        remembered.clear();
        renew(cache, Scope.EVERYONE);
    }

    private Generation publish(SharedCache cache, Generation next) {
        long now = clock.millis();
        // longer than any that keep() has stored, and than the one it ends, on whatever clock: of two the one that ends
        // later is taken for the later one, by later() and when providers are switched
        long ended = read(cache, next.scope())
                .filter(found -> !found.sameAs(next))
                .map(Generation::expiry)
                .orElse(0L);
        long until = Math.max(now + 3 * LONGEST.toMillis(), ended + 1);
        // under every key: a node that has not read the new key file yet still looks under the old one
        boolean stored = keys.ring().keys().stream().allMatch(key -> write(cache, key, next, until));
        Generation known = stored ? next.storedUntil(until, now) : next.readAt(now);
        if (stored) {
            unpublished.remove(next.scope(), next);
        }
        remembered.put(next.scope(), known);
        return known;
    }

    private Optional<Generation> read(SharedCache cache, Scope scope) {
        long now = clock.millis();
        NodeKey current = keys.ring().current();
        for (NodeKey key : keys.ring().keys()) {
            byte[] id = id(key, scope);
            byte[] bytes = cache.retrieve(id);
            Optional<GenerationRecord> record =
                    bytes == null ? Optional.empty() : GenerationRecord.read(key, id, bytes);
            if (record.isPresent() && record.get().expiry() > now) {
                GenerationRecord found = record.get();
                return Optional.of(new Generation(scope, found.generation(), found.expiry(), key == current, now));
            }
        }
        return Optional.empty();
    }

    private boolean write(SharedCache cache, NodeKey key, Generation generation, long until) {
        byte[] id = id(key, generation.scope());
        byte[] record = new GenerationRecord(generation.scope().kind(), until, generation.value()).write(key, id);
        return cache.store(id, until, record).stored();
    }

    private static byte[] id(NodeKey key, Scope scope) {
        return EntryId.generation(key, Byte.toString(scope.kind()), scope.name());
    }

    private static byte[] randomValue() {
        byte[] value = new byte[GenerationRecord.GENERATION_LENGTH];
        RANDOM.nextBytes(value);
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened, counted. Counters only grow. */
public final class Counters {

    private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);
    private final Map<Miss, LongAdder> misses = new EnumMap<>(Miss.class);
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

    /** All zero. */
    public Counters() {
        for (Event event : Event.values()) {
            events.put(event, new LongAdder());
        }
        for (Miss miss : Miss.values()) {
            misses.put(miss, new LongAdder());
        }
    }

    public void count(Event event) {
        events.get(event).increment();
    }

    public long of(Event event) {
        return events.get(event).sum();
    }

    void miss(Miss reason) {
        misses.get(reason).increment();
    }

    /** Counts an entry that was not stored. */
    void refused(Enum<?> reason) {
        refusals.computeIfAbsent(name(reason), any -> new LongAdder()).increment();
    }

    /** Logins the cache could not answer, by reason; every reason is there from the start. */
    public Map<String, Long> misses() {
        Map<String, Long> byReason = new TreeMap<>();
        misses.forEach((reason, count) -> byReason.put(name(reason), count.sum()));
        return byReason;
    }

    /** Verified credentials that were not stored, by reason, as far as they have happened. */
    public Map<String, Long> refusals() {
        Map<String, Long> byReason = new TreeMap<>();
        refusals.forEach((reason, count) -> byReason.put(reason, count.sum()));
        return byReason;
    }

    private static String name(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** What happens to a login. */
    public enum Event {
        /** Answered by an entry. */
        HIT,
        /** Answered together with another login of the same identity and password. */
        COALESCED,
        /** Refused unasked, after too many wrong passwords on a cached entry. */
        THROTTLED,
        /** Not for the cache: no name and password to be had (public key, ticket, client certificate). */
        BYPASSED,
        BACKEND_CALL,
        BACKEND_GRANTED,
        BACKEND_DENIED,
        BACKEND_UNKNOWN_USER,
        BACKEND_FAILED,
        STORED,
        USER_FORGOTTEN,
        CONTEXT_FORGOTTEN,
        FLUSHED
    }

    /** Why an entry did not answer. */
    enum Miss {
        ABSENT,
        /** Or it would live longer than an entry may by now. */
        EXPIRED,
        /** The user, the context or everyone was forgotten since. */
        FORGOTTEN,
        /** Changed, torn, or of another identity: it did not open. */
        REJECTED,
        /** Stored with fewer PBKDF2 rounds than are asked for now. */
        WEAKER_HASH,
        WRONG_PASSWORD,
        /** The back end failed lately and AuthnCacheServeWhileDown is off. */
        BACKEND_DOWN,
        SWITCHED_OFF
    }

    /** Why a verified credential was not stored, besides the provider's own reasons. */
    enum Unstored {
        SWITCHED_OFF,
        /** AuthnCacheProvideFor does not list its source. */
        NOT_LISTED,
        /** It came with credentials or principals that cannot be stored. */
        NOT_CACHEABLE,
        /** The user, the context or everyone was forgotten while the back end was asked. */
        FORGOTTEN_MEANWHILE,
        /** The provider did not take the generation, without which the entry would be worth nothing. */
        GENERATION_NOT_STORED,
        /** A digest secret cannot be slow-hashed, and in the clear it is as good as the password. */
        SECRET_WITH_SLOW_HASH,
        /** httpd would not read more than 255 bytes. */
        TOO_LONG_FOR_HTTPD
    }
}

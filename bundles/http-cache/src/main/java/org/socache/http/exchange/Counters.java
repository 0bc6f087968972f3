// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.socache.api.Refusal;
import org.socache.http.engine.Reason;

/** What the HTTP cache has done since it started; every number only grows. */
public final class Counters {

    private final Map<Reason, LongAdder> decisions = adders(Reason.class);
    private final Map<Refusal, LongAdder> refusals = adders(Refusal.class);
    private final LongAdder stored = new LongAdder();
    private final LongAdder bytesStored = new LongAdder();
    private final LongAdder bytesServed = new LongAdder();
    private final LongAdder removed = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder lockTimeouts = new LongAdder();
    private final LongAdder faults = new LongAdder();

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return adders;
    }

    void countDecision(Reason reason) {
        decisions.get(reason).increment();
    }

    void countServed(long bytes) {
        bytesServed.add(bytes);
    }

    void countStored(long bytes) {
        stored.increment();
        bytesStored.add(bytes);
    }

    void countRefusal(Refusal refusal) {
        refusals.get(refusal).increment();
    }

    void countRemoval() {
        removed.increment();
    }

    void countDamaged() {
        damaged.increment();
    }

    void countAbandoned() {
        abandoned.increment();
    }

    void countCoalesced() {
        coalesced.increment();
    }

    void countLockTimeout() {
        lockTimeouts.increment();
    }

    void countFault() {
        faults.increment();
    }

    /** Decisions for that reason. */
    public long decisions(Reason reason) {
        return decisions.get(reason).sum();
    }

    /** Decisions with that outcome. */
    public long decisions(Reason.Kind kind) {
        long sum = 0;
        for (Map.Entry<Reason, LongAdder> decision : decisions.entrySet()) {
            sum += decision.getKey().kind() == kind ? decision.getValue().sum() : 0;
        }
        return sum;
    }

    /** Records the shared cache did not take, for that reason. */
    public long refusals(Refusal refusal) {
        return refusals.get(refusal).sum();
    }

    /** Records written, variant indexes included. */
    public long stored() {
        return stored.sum();
    }

    /** Bytes of the records written. */
    public long bytesStored() {
        return bytesStored.sum();
    }

    /** Bytes of content sent from the store. */
    public long bytesServed() {
        return bytesServed.sum();
    }

    /** Records removed by invalidation, replacement or purge. */
    public long removed() {
        return removed.sum();
    }

    /** Records found damaged or of a foreign version, and removed. */
    public long damaged() {
        return damaged.sum();
    }

    /** Responses that were being recorded and did not come to their end, or outgrew the limit. */
    public long abandoned() {
        return abandoned.sum();
    }

    /** Requests answered with what another request fetched while they waited. */
    public long coalesced() {
        return coalesced.sum();
    }

    /** Requests that waited for another one for as long as CacheLockMaxAge, and went on themselves. */
    public long lockTimeouts() {
        return lockTimeouts.sum();
    }

    /** Requests that went on without the cache because of an error in it; the log tells. */
    public long faults() {
        return faults.sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.socache.dc.protocol.Operation;

/**
 * What a server has seen since it was first configured. Counts only grow; the two that do not are called gauges. Written by
 * the selector thread and the workers, read by JMX.
 */
final class ServerCounters {

    final LongAdder accepted = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();

    private final Map<Operation, LongAdder> requests = adders(Operation.class);
    private final Map<Operation, LongAdder> positive = adders(Operation.class);
    private final Map<DropReason, LongAdder> drops = adders(DropReason.class);
    private final AtomicInteger open = new AtomicInteger();
    /** Written by the selector thread alone. */
    private volatile int memoryHeld;

    void requested(Operation operation) {
        requests.get(operation).increment();
    }

    /** The answer was: stored, found, removed, there. */
    void affirmed(Operation operation) {
        positive.get(operation).increment();
    }

    void dropped(DropReason reason) {
        drops.get(reason).increment();
    }

    void opened() {
        accepted.increment();
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    /** Gauge: connections open now. */
    int open() {
        return open.get();
    }

    void memoryHeld(int bytes) {
        memoryHeld = bytes;
    }

    /** Gauge: bytes of requests and answers in memory now. */
    int memoryHeld() {
        return memoryHeld;
    }

    long requests(Operation operation) {
        return requests.get(operation).sum();
    }

    long affirmations(Operation operation) {
        return positive.get(operation).sum();
    }

    long drops(DropReason reason) {
        return drops.get(reason).sum();
    }

    /** Drops by reason, the reasons in lower case with blanks. */
    Map<String, Long> drops() {
        Map<String, Long> byReason = new TreeMap<>();
        drops.forEach((reason, count) ->
                byReason.put(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), count.sum()));
        return byReason;
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> type) {
        Map<K, LongAdder> adders = new EnumMap<>(type);
        for (K key : type.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }
}

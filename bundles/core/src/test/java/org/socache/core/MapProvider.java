// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.CacheCounters;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;

/** A working provider in a map, one place per argument that outlives its instances, with the faults of real ones on demand. */
final class MapProvider implements CacheProvider {

    final Map<String, Map<IdKey, Entry>> places = new ConcurrentHashMap<>();
    final Map<String, MapInstance> instances = new ConcurrentHashMap<>();
    /** All that were ever opened. */
    final Queue<MapInstance> opened = new ConcurrentLinkedQueue<>();

    volatile boolean bounded = true;
    volatile boolean prompt;
    volatile int boundedData = Integer.MAX_VALUE;
    volatile boolean shared;
    /** What instances opened from now on do, see {@link MapInstance#during}. */
    final Map<String, Runnable> failing = new ConcurrentHashMap<>();

    volatile int failAfter = Integer.MAX_VALUE;
    /** True if a place is locked against others while an instance is open there, as a file is. */
    volatile boolean exclusive;
    /** The largest object that a consumer may announce. */
    volatile int largest = Integer.MAX_VALUE;
    /** The largest object that instances opened from now on take. */
    volatile int largestData = Integer.MAX_VALUE;

    /** Data that instances opened from now on fail at. */
    volatile String poison;

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        failing.getOrDefault("open", () -> {}).run();
        if (exclusive && instances.containsKey(argument) && !instances.get(argument).closed) {
            throw new InvalidSpecificationException("the place \"" + argument + "\" is in use");
        }
        if (context.hints().maximumObjectSize() > largest) {
            throw new InvalidSpecificationException(
                    "objects of " + context.hints().maximumObjectSize() + " bytes are too large");
        }
        if ("wrong".equals(argument)) {
            throw new InvalidSpecificationException("the argument \"wrong\" is wrong; say anything else");
        }
        String place = argument == null ? "" : argument;
        MapInstance instance = new MapInstance(
                places.computeIfAbsent(place, name -> new ConcurrentHashMap<>()), context.clock(), bounded, shared);
        instance.storesLeft.set(failAfter);
        instance.boundedData = boundedData;
        instance.prompt = prompt;
        instance.largestData = largestData;
        instance.poison = poison;
        instance.during.putAll(failing);
        instances.put(place, instance);
        opened.add(instance);
        return instance;
    }

    Map<IdKey, Entry> place(String argument) {
        return places.getOrDefault(argument, Map.of());
    }

    /** One open instance. */
    static final class MapInstance implements CacheInstance, Listable {

        private final Map<IdKey, Entry> entries;
        private final InstantSource clock;
        private final boolean bounded;
        private final boolean shared;
        private int boundedData;
        private boolean prompt;
        volatile boolean closed;
        volatile RuntimeException fault;
        final AtomicInteger storesLeft = new AtomicInteger();
        volatile CountDownLatch hang;
        /** Those that wait in {@link #hang}. */
        final AtomicInteger inside = new AtomicInteger();
        /** Whose threads were ever inside. */
        final Set<Thread> callers = ConcurrentHashMap.newKeySet();

        volatile Duration delay = Duration.ZERO;
        volatile int largestData = Integer.MAX_VALUE;
        volatile CacheCounters counters = CacheCounters.ZERO;
        volatile boolean answersNothing;
        /** True while it cannot tell its numbers. */
        volatile boolean knowsNothing;

        volatile String poison;
        /** What happens meanwhile, by the method that is inside. */
        final Map<String, Runnable> during = new ConcurrentHashMap<>();

        MapInstance(Map<IdKey, Entry> entries, InstantSource clock, boolean bounded, boolean shared) {
            this.entries = entries;
            this.clock = clock;
            this.bounded = bounded;
            this.shared = shared;
        }

        /** May throw what a provider may. */
        private void meanwhile(String method) {
            during.getOrDefault(method, () -> {}).run();
        }

        private void misbehave() {
            callers.add(Thread.currentThread());
            CountDownLatch stuck = hang;
            if (stuck != null) {
                inside.incrementAndGet();
                try {
                    stuck.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
                inside.decrementAndGet();
            }
            LockSupport.parkNanos(delay.toNanos());
            if (fault != null) {
                throw fault;
            }
            if (closed) {
                throw new ProviderException("closed");
            }
        }

        @Override
        public StoreResult store(byte[] id, long expiry, byte[] data) {
            if (storesLeft.getAndDecrement() == 0) {
                fault = new ProviderException("away");
            }
            misbehave();
            meanwhile("store");
            if (new String(data, StandardCharsets.UTF_8).equals(poison)) {
                throw new ProviderException("not this one");
            }
            if (answersNothing) {
                return null;
            }
            if (data.length > largestData) {
                entries.remove(new IdKey(id));
                return StoreResult.refused(Refusal.ENTRY_TOO_LARGE, largestData);
            }
            if (expiry <= clock.millis()) {
                entries.remove(new IdKey(id));
                return StoreResult.refused(Refusal.ALREADY_EXPIRED);
            }
            Entry old = put(new Entry(id.clone(), expiry, data.clone()));
            return old == null ? StoreResult.STORED : StoreResult.REPLACED;
        }

        /** Never into a place that others may have by now. */
        private synchronized Entry put(Entry entry) {
            if (closed) {
                throw new ProviderException("closed");
            }
            return entries.put(new IdKey(entry.id()), entry);
        }

        @Override
        public byte[] retrieve(byte[] id) {
            Entry entry = find(id);
            return entry == null ? null : entry.data();
        }

        @Override
        public Entry find(byte[] id) {
            misbehave();
            meanwhile("find");
            Entry entry = entries.get(new IdKey(id));
            return entry == null || entry.expiry() <= clock.millis() ? null : entry;
        }

        @Override
        public boolean remove(byte[] id) {
            misbehave();
            meanwhile("remove");
            return entries.remove(new IdKey(id)) != null;
        }

        @Override
        public void iterate(EntryVisitor visitor) {
            meanwhile("iterate");
            for (Entry entry : entries.values()) {
                misbehave();
                if (entry.expiry() > clock.millis() && !visitor.visit(entry)) {
                    return;
                }
            }
        }

        @Override
        public void clear() {
            meanwhile("clear");
            entries.clear();
            meanwhile("cleared");
        }

        @Override
        public CacheStatus status() {
            meanwhile("status");
            return knowsNothing
                    ? CacheStatus.UNKNOWN
                    : new CacheStatus(entries.size(), -1, -1, counters, List.of(), Map.of());
        }

        @Override
        public void probe() {
            misbehave();
        }

        @Override
        public boolean bounded() {
            return bounded;
        }

        @Override
        public boolean prompt() {
            return prompt;
        }

        @Override
        public int boundedData() {
            return boundedData;
        }

        @Override
        public boolean shared() {
            return shared;
        }

        @Override
        public void close() {
            meanwhile("close");
            synchronized (this) {
                closed = true;
            }
        }
    }
}

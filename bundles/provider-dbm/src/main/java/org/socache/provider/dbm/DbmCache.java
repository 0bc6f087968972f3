// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Listable;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.ProviderException;

/**
 * A cache in a file. Lookups run in parallel, changes one at a time; changes reach the file once a second, or sooner when
 * many have gathered, so a process that is killed loses at most the last second.
 *
 * <p>Only the housekeeper writes to the disk, so a disk that hangs holds nobody else: whoever needs the file meanwhile waits for
 * {@link DbmSettings#timeout} at most. What is left is a lookup of something that is not in memory: nobody can put a limit to
 * reading a page of a mapped file, which is why the instance is {@link #prompt}, and not bounded.
 *
 * <p>Which entry dies when, and which goes first when there is no room, is kept in memory, about 100 bytes an entry: no
 * request ever walks the file. Room is made at the expense of the entry that would expire first.
 */
final class DbmCache implements CacheInstance, Listable {

    private static final Logger LOG = LoggerFactory.getLogger(DbmCache.class);

    private static final long COMMIT_MILLIS = 1_000;

    /** Uncommitted bytes at which the housekeeper is called early. */
    private static final long EARLY_COMMIT = 2L << 20;

    /** Uncommitted bytes at which callers who store have to wait for the housekeeper. */
    private static final long MOST_PENDING = 16L << 20;

    /** How long those wait for the file whom no request waits for: an operator, the housekeeper, a switch. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What MapDB may add to the file beyond the bytes written to it: pages, stacks of free space, the index. */
    private static final long DISK_RESERVE = 4L << 20;

    /** Expired entries dropped before others have their turn. */
    private static final int EXPIRED_PER_TURN = 256;

    private final StoreFile file;
    private final long capacity;
    private final Supplier<DbmSettings> settings;
    private final boolean prompt;
    private final ToLongFunction<StoreFile> usableSpace;
    private final InstantSource clock;
    private final Counters counters = new Counters();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** Never held while the disk works, so that waiting for {@link #committed} ends in time whatever the disk does. */
    private final ReentrantLock pace = new ReentrantLock();

    private final Condition committed = pace.newCondition();
    private final TreeSet<Deadline> deadlines = new TreeSet<>();
    private final ScheduledExecutorService housekeeper;
    private long bytesUsed;
    private long longestCommitMillis;
    private boolean calledEarly;
    private volatile boolean behind;
    private boolean closed;

    private DbmCache(
            StoreFile file,
            long capacity,
            OpenContext context,
            Supplier<DbmSettings> settings,
            ToLongFunction<StoreFile> usableSpace) {
        this.file = file;
        this.usableSpace = usableSpace;
        this.capacity = capacity;
        this.clock = context.clock();
        this.settings = settings;
        this.prompt = !NetworkDisk.holds(file.path());
        this.housekeeper = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "socache-dbm-" + context.consumer());
            thread.setDaemon(true);
            return thread;
        });
    }

    static DbmCache open(DbmArgument argument, OpenContext context, Supplier<DbmSettings> settings)
            throws InvalidSpecificationException {
        return open(argument, context, settings, StoreFile::usableSpace);
    }

    /** With another idea of what the disk has left. */
    static DbmCache open(
            DbmArgument argument,
            OpenContext context,
            Supplier<DbmSettings> settings,
            ToLongFunction<StoreFile> usableSpace)
            throws InvalidSpecificationException {
        StoreFile file = StoreFile.open(argument.path());
        DbmCache cache = new DbmCache(file, argument.size(), context, settings, usableSpace);
        cache.learnDeadlines();
        cache.housekeeper.scheduleWithFixedDelay(cache::keepHouse, COMMIT_MILLIS, COMMIT_MILLIS, TimeUnit.MILLISECONDS);
        return cache;
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (id.length == 0) {
            return StoreResult.refused(Refusal.ID_TOO_SHORT);
        }
        if (id.length > SharedCache.MAX_ID_LENGTH) {
            return StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH);
        }
        try {
            return store(EntryKey.of(id), id, expiry, data);
        } catch (ProviderException notNow) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
    }

    private StoreResult store(EntryKey key, byte[] id, long expiry, byte[] data) {
        int limit = settings.get().largestData(capacity);
        if (data.length > limit) {
            return refuse(key, StoreResult.refused(Refusal.ENTRY_TOO_LARGE, limit));
        }
        if (expiry <= clock.millis()) {
            return refuse(key, StoreResult.refused(Refusal.ALREADY_EXPIRED));
        }
        byte[] record = EntryRecord.encode(id, expiry, data);
        Duration left = keepPace();
        return writing(left, StoreResult.refused(Refusal.UNAVAILABLE), store -> write(store, key, expiry, record));
    }

    @Override
    public byte[] retrieve(byte[] id) {
        Entry entry = find(id);
        return entry == null ? null : entry.data();
    }

    @Override
    public Entry find(byte[] id) {
        Entry entry = id.length == 0 ? null : read(timeout(), EntryKey.of(id));
        Entry found = entry != null && Arrays.equals(entry.id(), id) ? entry : null;
        counters.retrieved(found != null);
        return found;
    }

    @Override
    public boolean remove(byte[] id) {
        boolean there = id.length > 0 && drop(EntryKey.of(id));
        counters.removed(there);
        return there;
    }

    /** Visits what is there when the walk begins and still there when its turn comes, as it is then. */
    @Override
    public void iterate(EntryVisitor visitor) {
        for (Deadline deadline : reading(PATIENCE, List.<Deadline>of(), store -> List.copyOf(deadlines))) {
            Entry entry = read(PATIENCE, deadline.key());
            if (entry != null && !visitor.visit(entry)) {
                return;
            }
        }
    }

    @Override
    public void clear() {
        writing(PATIENCE, null, store -> {
            file.clear();
            forget();
            return null;
        });
    }

    @Override
    public CacheStatus status() {
        Lock reading = take(lock.readLock(), timeout());
        try {
            Map<String, Long> details = Map.of(
                    "FileLength",
                    file.length(),
                    "FilesSetAside",
                    (long) file.setAside(),
                    "RecordsDamaged",
                    counters.damagedRecords(),
                    "LongestCommitMillis",
                    longestCommitMillis);
            return new CacheStatus(deadlines.size(), bytesUsed, capacity, counters.snapshot(), List.of(), details);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void probe() {
        writing(null, store -> null);
    }

    @Override
    public boolean prompt() {
        return prompt;
    }

    @Override
    public void close() {
        try {
            take(lock.writeLock(), PATIENCE);
        } catch (ProviderException hangs) {
            LOG.warn("dbm file {} is closed later: {}", file.path(), hangs.getMessage());
            closeLater();
            return;
        }
        closeLocked();
    }

    private void closeLater() {
        try {
            housekeeper.execute(() -> {
                lock.writeLock().lock();
                closeLocked();
            });
        } catch (RejectedExecutionException closed) {
            // by another caller
        }
    }

    /** Gives the lock up. */
    private void closeLocked() {
        try {
            if (!closed) {
                closed = true;
                housekeeper.shutdown();
                forget();
                file.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("dbm file {} was not closed in order, its content may be lost: {}", file.path(), e.toString());
        } finally {
            lock.writeLock().unlock();
        }
    }

    // Changes, under the lock

    private StoreResult write(MapStore store, EntryKey key, long expiry, byte[] record) {
        Place previous = store.find(key);
        if (usableSpace.applyAsLong(file) < 2 * (store.pending() + record.length) + DISK_RESERVE) {
            if (previous != null) {
                drop(store, key, previous);
            }
            return StoreResult.refused(Refusal.NO_SPACE);
        }
        if (previous != null) {
            unaccount(key, previous);
        }
        makeRoom(store, record.length + MapStore.INDEX_SHARE);
        account(key, store.write(key, expiry, record, previous));
        boolean replaced = previous != null && previous.expiry() > clock.millis();
        counters.stored(replaced);
        commitIfMuch(store);
        return replaced ? StoreResult.REPLACED : StoreResult.STORED;
    }

    private void makeRoom(MapStore store, long bytes) {
        while (bytesUsed + bytes > capacity) {
            dropFirst(store);
        }
    }

    private void dropFirst(MapStore store) {
        Deadline first = deadlines.first();
        if (first.expiry() <= clock.millis()) {
            counters.expired();
        } else {
            counters.scrolled();
        }
        drop(store, first.key(), store.find(first.key()));
    }

    /** Refuses a store; whatever the id had before is gone. */
    private StoreResult refuse(EntryKey key, StoreResult refusal) {
        drop(key);
        return refusal;
    }

    /** True if the entry was alive. */
    private boolean drop(EntryKey key) {
        return writing(false, store -> {
            Place place = store.find(key);
            if (place != null) {
                drop(store, key, place);
            }
            return place != null && place.expiry() > clock.millis();
        });
    }

    private void drop(MapStore store, EntryKey key, Place place) {
        unaccount(key, place);
        store.remove(key, place);
    }

    private void account(EntryKey key, Place place) {
        deadlines.add(new Deadline(place.expiry(), key));
        bytesUsed += place.size() + MapStore.INDEX_SHARE;
    }

    private void unaccount(EntryKey key, Place place) {
        deadlines.remove(new Deadline(place.expiry(), key));
        bytesUsed -= place.size() + MapStore.INDEX_SHARE;
    }

    private void learnDeadlines() {
        try {
            writing(null, store -> {
                store.forEach(this::account);
                return null;
            });
        } catch (ProviderException broken) {
            LOG.debug("and with it went all deadlines", broken);
        }
    }

    private void forget() {
        deadlines.clear();
        bytesUsed = 0;
        nothingPending();
    }

    private void commitIfMuch(MapStore store) {
        if (store.pending() >= EARLY_COMMIT && !calledEarly) {
            calledEarly = true;
            housekeeper.execute(this::keepHouse);
        }
        behind = store.pending() >= MOST_PENDING;
    }

    private void nothingPending() {
        calledEarly = false;
        pace.lock();
        try {
            behind = false;
            committed.signalAll();
        } finally {
            pace.unlock();
        }
    }

    private void commit() {
        long start = System.nanoTime();
        file.commit();
        nothingPending();
        longestCommitMillis = Math.max(longestCommitMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    // The housekeeper's round

    private void keepHouse() {
        try {
            while (writing(PATIENCE, false, this::expireSome)) {
                // others have their turn between two rounds
            }
            writing(PATIENCE, null, store -> {
                if (store.pending() > 0) {
                    commit();
                }
                return null;
            });
        } catch (ProviderException e) {
            LOG.debug("the next round tries again", e);
        }
    }

    /** Drops a bounded number of expired entries; true if there may be more. */
    private boolean expireSome(MapStore store) {
        for (int n = 0; n < EXPIRED_PER_TURN; n++) {
            if (deadlines.isEmpty() || deadlines.first().expiry() > clock.millis()) {
                return false;
            }
            dropFirst(store);
        }
        return true;
    }

    // Locks and faults

    private Entry read(Duration patience, EntryKey key) {
        AtomicReference<Place> damaged = new AtomicReference<>();
        Entry entry = reading(patience, null, store -> {
            Place place = store.find(key);
            if (place == null || place.expiry() <= clock.millis()) {
                return null;
            }
            Entry decoded = EntryRecord.decode(store.read(place));
            if (decoded == null) {
                damaged.set(place);
            }
            return decoded;
        });
        if (damaged.get() != null) {
            dropDamaged(key, damaged.get());
        }
        return entry;
    }

    private void dropDamaged(EntryKey key, Place damaged) {
        if (counters.damaged()) {
            LOG.warn(
                    "dbm file {} has a damaged record of {} bytes, which was dropped; more are counted as RecordsDamaged",
                    file.path(),
                    damaged.size());
        }
        writing(null, store -> {
            if (damaged.equals(store.find(key))) {
                drop(store, key, damaged);
            }
            return null;
        });
    }

    private <T> T reading(Duration patience, T whenClosed, Function<MapStore, T> lookup) {
        MapStore store = null;
        Throwable fault;
        Lock reading = take(lock.readLock(), patience);
        try {
            store = file.store();
            if (closed) {
                return whenClosed;
            }
            if (store != null) {
                return lookup.apply(store);
            }
            fault = null;
        } catch (RuntimeException | Error e) {
            fault = e;
        } finally {
            reading.unlock();
        }
        throw recover(store, fault);
    }

    private <T> T writing(T whenClosed, Change<T> change) {
        return writing(timeout(), whenClosed, change);
    }

    private <T> T writing(Duration patience, T whenClosed, Change<T> change) {
        Lock writing = take(lock.writeLock(), patience);
        try {
            if (closed) {
                return whenClosed;
            }
            if (file.store() == null) {
                file.reopen();
            }
            return change.apply(file.store());
        } catch (IOException | RuntimeException | Error fault) {
            throw recover(file.store(), fault);
        } finally {
            writing.unlock();
        }
    }

    private Duration timeout() {
        return settings.get().timeout();
    }

    private Lock take(Lock wanted, Duration patience) {
        try {
            if (wanted.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return wanted;
            }
        } catch (InterruptedException stop) {
            throw interrupted(stop);
        }
        throw new ProviderException("dbm file " + file.path() + " was not free within " + patience.toMillis() + " ms");
    }

    /** A caller who stores faster than the disk can take waits for it; the result is what is left of his time then. */
    private Duration keepPace() {
        Duration limit = timeout();
        if (!behind) {
            return limit;
        }
        long left = limit.toNanos();
        pace.lock();
        try {
            while (behind) {
                if (left <= 0) {
                    throw new ProviderException(
                            "dbm file " + file.path() + " cannot be written as fast as it is changed");
                }
                left = committed.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            throw interrupted(stop);
        } finally {
            pace.unlock();
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private ProviderException interrupted(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new ProviderException("interrupted while waiting for dbm file " + file.path(), stop);
    }

    /** Whatever went wrong inside the store, what it holds can no longer be trusted: a new one takes its place. */
    private ProviderException recover(MapStore failed, Throwable fault) {
        Lock writing = take(lock.writeLock(), timeout());
        try {
            if (failed != null && file.store() == failed) {
                file.giveUp(fault);
                forget();
                file.reopen();
            }
        } catch (IOException | RuntimeException | Error again) {
            LOG.debug("dbm file {} cannot be opened again yet", file.path(), again);
        } finally {
            writing.unlock();
        }
        return new ProviderException("dbm file " + file.path() + " failed: " + fault, fault);
    }

    @FunctionalInterface
    private interface Change<T> {
        T apply(MapStore store) throws IOException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
 * A cache in a file. Callers change what memory holds; the housekeeper brings that into the file once a second, or sooner when much
 * has gathered, so a process that is killed loses at most the last second. What changes often is written once each time.
 *
 * <p>Only the housekeeper writes to the disk, so a disk that hangs holds nobody else: an entry that is not in the file yet is
 * answered from memory, and whoever needs the file, or has changed so much that the disk has to keep up, waits for
 * {@link DbmSettings#timeout} at most. What is left is a lookup of something that is in no memory: nobody can put a limit to
 * reading a page of a mapped file, which is why the instance is {@link #prompt}, and not bounded.
 *
 * <p>Where each entry lies and when it dies is kept in memory, about 150 bytes an entry: no request ever walks the file or its
 * index. Room is made at the expense of the entry that would expire first.
 */
final class DbmCache implements CacheInstance, Listable {

    private static final Logger LOG = LoggerFactory.getLogger(DbmCache.class);

    private static final long COMMIT_MILLIS = 1_000;

    /** Changed bytes at which the housekeeper is called early, and how much reaches the file at once: lookups wait meanwhile. */
    private static final long ONE_COMMIT = 2L << 20;

    /** Changed bytes at which callers who store have to wait for the housekeeper. */
    private static final long MOST_CHANGED = 32L << 20;

    /** Changed bytes at which no more expired entries are dropped for now: those who store are not to wait for that. */
    private static final long MOST_EXPIRED = MOST_CHANGED / 2;

    /**
     * Bytes brought into the store's log before lookups have their turn again: a work of 0.1 ms where entries have 16 KiB, of
     * 10 ms where they have 20 bytes.
     */
    private static final long BITE = 256L << 10;

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
    private final Contents contents = new Contents();
    private final ScheduledExecutorService housekeeper;

    /** Asked for before {@link #changing} is held, never after. */
    private final FileAccess access;

    /** For whoever changes the contents. Never held while the disk works, so nobody waits long for it. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Condition written = changing.newCondition();
    private boolean calledEarly;
    private volatile long room;
    private volatile long longestCommitMillis;

    private DbmCache(
            StoreFile file,
            long capacity,
            OpenContext context,
            Supplier<DbmSettings> settings,
            ToLongFunction<StoreFile> usableSpace) {
        this.file = file;
        this.access = new FileAccess(file, this::timeout, this::forget);
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
        cache.learnContents();
        cache.room = usableSpace.applyAsLong(file);
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
        EntryKey key = EntryKey.of(id);
        int limit = settings.get().largestData(capacity);
        if (data.length > limit) {
            return refuse(key, StoreResult.refused(Refusal.ENTRY_TOO_LARGE, limit));
        }
        if (expiry <= clock.millis()) {
            return refuse(key, StoreResult.refused(Refusal.ALREADY_EXPIRED));
        }
        Held entry = new Held(key, expiry, EntryRecord.encode(id, expiry, data));
        changing.lock();
        try {
            return keepPace() ? put(entry) : refuse(key, StoreResult.refused(Refusal.UNAVAILABLE));
        } finally {
            changing.unlock();
        }
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
        for (Held held : changing(contents::all)) {
            Entry entry = read(PATIENCE, held.key());
            if (entry != null && !visitor.visit(entry)) {
                return;
            }
        }
    }

    @Override
    public void clear() {
        access.writing(PATIENCE, store -> {
            // first: were the file to fail at this, its places would be those of another one
            forget();
            file.clear();
        });
    }

    @Override
    public CacheStatus status() {
        Map<String, Long> details = Map.of(
                "FileLength",
                file.length(),
                "FilesSetAside",
                (long) file.setAside(),
                "RecordsDamaged",
                counters.damagedRecords(),
                "BytesUnwritten",
                contents.bytesUnwritten(),
                "LongestCommitMillis",
                longestCommitMillis);
        return new CacheStatus(contents.size(), contents.bytes(), capacity, counters.snapshot(), List.of(), details);
    }

    @Override
    public void probe() {
        access.writing(timeout(), store -> {
            // it was free, and is open
        });
    }

    @Override
    public boolean prompt() {
        return prompt;
    }

    @Override
    public void close() {
        try {
            access.close(PATIENCE, this::leave);
        } catch (ProviderException hangs) {
            LOG.warn("dbm file {} is closed later: {}", file.path(), hangs.getMessage());
            closeLater();
        }
    }

    private void closeLater() {
        try {
            housekeeper.execute(() -> access.closeWhenFree(this::leave));
        } catch (RejectedExecutionException closed) {
            // by another caller
        }
    }

    /** A store that fails now is given up as at any other time, and the next to open the file finds that. */
    private void leave() {
        changing(() -> {
            // who has found the cache open may still call the housekeeper
            housekeeper.shutdown();
            return null;
        });
        try {
            while (file.store() != null && !changing(contents::isWritten)) {
                writeSome(file.store());
            }
        } catch (RuntimeException | Error fault) {
            file.giveUp(fault);
        } finally {
            forget();
        }
    }

    // Changes of the contents, by one caller at a time

    private StoreResult put(Held entry) {
        Held before = contents.remove(entry.key());
        if (room < 2 * (contents.bytesUnwritten() + entry.size()) + DISK_RESERVE) {
            return StoreResult.refused(Refusal.NO_SPACE);
        }
        while (contents.bytes() + entry.size() + MapStore.INDEX_SHARE > capacity) {
            dropFirst();
        }
        contents.add(entry);
        callEarlyIfMuch();
        boolean replaced = before != null && !before.expired(clock.millis());
        counters.stored(replaced);
        return replaced ? StoreResult.REPLACED : StoreResult.STORED;
    }

    private void dropFirst() {
        Held first = contents.first();
        if (first.expired(clock.millis())) {
            counters.expired();
        } else {
            counters.scrolled();
        }
        contents.remove(first.key());
    }

    /** Refuses a store; whatever the id had before is gone. */
    private StoreResult refuse(EntryKey key, StoreResult refusal) {
        drop(key);
        return refusal;
    }

    /** True if the entry was alive. */
    private boolean drop(EntryKey key) {
        Held entry = changing(() -> contents.remove(key));
        return entry != null && !entry.expired(clock.millis());
    }

    /** A caller who stores faster than the disk can take waits for it; false if he has waited long enough, or for nothing. */
    private boolean keepPace() {
        long left = timeout().toNanos();
        try {
            while (access.isOpen() && contents.bytesChanged() >= MOST_CHANGED && left > 0) {
                left = written.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
        return access.isOpen() && contents.bytesChanged() < MOST_CHANGED;
    }

    private void callEarlyIfMuch() {
        if (contents.bytesChanged() >= ONE_COMMIT && !calledEarly) {
            calledEarly = true;
            housekeeper.execute(this::keepHouse);
        }
    }

    private void forget() {
        changing(() -> {
            contents.clear();
            written.signalAll();
            return null;
        });
    }

    private <T> T changing(Supplier<T> change) {
        changing.lock();
        try {
            return change.get();
        } finally {
            changing.unlock();
        }
    }

    // The housekeeper's round

    private void keepHouse() {
        try {
            changing(() -> calledEarly = false);
            while (contents.bytesChanged() < MOST_EXPIRED && changing(this::expireSome)) {
                // others have their turn between two rounds
            }
            // with the lock: a disk that hangs at this is to be seen by the next probe
            access.writing(PATIENCE, store -> room = usableSpace.applyAsLong(file));
            // also when nothing has changed since a round that could not commit what it had written
            for (long left = contents.bytesUnwritten(); left > 0; left -= ONE_COMMIT) {
                for (long begun = 0; begun < Math.min(left, ONE_COMMIT); begun += BITE) {
                    access.writing(PATIENCE, this::writeSome);
                }
                access.writing(PATIENCE, store -> commit());
            }
        } catch (RuntimeException | Error e) {
            // an executor never again calls what has thrown, be it that the heap was full for a moment
            LOG.debug("the next round tries again", e);
        }
    }

    /** Drops a bounded number of expired entries; true if there may be more. */
    private boolean expireSome() {
        for (int n = 0; n < EXPIRED_PER_TURN; n++) {
            Held first = contents.first();
            if (first == null || !first.expired(clock.millis())) {
                return false;
            }
            dropFirst();
        }
        return true;
    }

    /** Brings the oldest changes into the log of the store. */
    private void writeSome(MapStore store) {
        for (Contents.Change change : changing(() -> contents.oldestChanges(BITE))) {
            long place = store.apply(change);
            changing(() -> {
                contents.written(change, place);
                written.signalAll();
                return null;
            });
        }
    }

    private void commit() {
        long start = System.nanoTime();
        file.commit();
        changing(() -> {
            contents.committed();
            return null;
        });
        longestCommitMillis = Math.max(longestCommitMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** What cannot be read is dropped; what the heap has no room for is not: the file stays as it is. */
    private void learnContents() throws InvalidSpecificationException {
        try {
            access.writing(PATIENCE, this::learn);
        } catch (ProviderException fault) {
            if (fault.getCause() instanceof OutOfMemoryError full) {
                close();
                throw new InvalidSpecificationException(
                        "dbm file " + file.path() + " of " + file.length()
                                + " bytes has more entries than the heap has room for;"
                                + " give the JVM more (-Xmx), or name another file",
                        full);
            }
            LOG.debug("and with it went all entries", fault);
        }
    }

    private void learn(MapStore store) {
        try {
            store.forEach(contents::learn);
        } catch (OutOfMemoryError full) {
            // first of all, so that there is room to tell it
            contents.clear();
            throw full;
        }
    }

    // Reading

    private Entry read(Duration patience, EntryKey key) {
        Held held = contents.find(key);
        if (held == null || held.expired(clock.millis())) {
            return null;
        }
        byte[] record = held.record();
        return record == null ? readFile(patience, key) : EntryRecord.decode(record);
    }

    private Entry readFile(Duration patience, EntryKey key) {
        return access.reading(patience, store -> {
            // only what is seen now still lies where it says
            Held held = contents.find(key);
            if (held == null) {
                return null;
            }
            byte[] record = held.record();
            if (record != null) {
                return EntryRecord.decode(record);
            }
            Entry entry = store.read(held.place());
            if (entry == null) {
                dropDamaged(held);
            }
            return entry;
        });
    }

    private void dropDamaged(Held damaged) {
        if (counters.damaged()) {
            LOG.warn(
                    "dbm file {} has a damaged record of {} bytes, which was dropped; more are counted as RecordsDamaged",
                    file.path(),
                    damaged.size());
        }
        changing(() -> contents.find(damaged.key()) == damaged ? contents.remove(damaged.key()) : null);
    }

    private Duration timeout() {
        return settings.get().timeout();
    }
}

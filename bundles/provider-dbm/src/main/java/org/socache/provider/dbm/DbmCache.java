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
 * <p>Where each entry lies and when it dies is kept in memory: no request ever walks the file or its index. Room is made at the expense
 * of the entry that would expire first, in the file and in the heap, of which a quarter is all that a cache may fill so.
 */
final class DbmCache implements CacheInstance, Listable {

    private static final Logger LOG = LoggerFactory.getLogger(DbmCache.class);

    private static final long COMMIT_MILLIS = 1_000;

    /**
     * Bytes brought into the store's log before lookups have their turn again: a work of 0.1 ms where entries have 16 KiB, of
     * 10 ms where they have 20 bytes.
     */
    private static final long BITE = 256L << 10;

    /** What the heap needs to know of an entry, with what Java adds. Measured. */
    private static final int HEAP_PER_ENTRY = 160;

    /** How long those wait for the file whom no request waits for: an operator, the housekeeper, a switch. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StoreFile file;
    private final long capacity;
    private final Supplier<DbmSettings> settings;
    private final boolean prompt;
    private final ToLongFunction<StoreFile> usableSpace;
    private final InstantSource clock;
    private final Counters counters = new Counters();
    private final Stock stock;
    private final Contents contents;
    private final ScheduledExecutorService housekeeper;

    /** Asked for before the lock of the stock is held, never after. */
    private final FileAccess access;

    private volatile long longestCommitMillis;

    private DbmCache(
            StoreFile file,
            long capacity,
            OpenContext context,
            Supplier<DbmSettings> settings,
            ToLongFunction<StoreFile> usableSpace) {
        this.file = file;
        this.stock = new Stock(counters, capacity, mostEntries(), context.clock(), this::callHousekeeper);
        this.contents = stock.contents();
        this.access = new FileAccess(file, this::timeout, stock::forget);
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

    private static int mostEntries() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / HEAP_PER_ENTRY);
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
        cache.stock.setRoom(usableSpace.applyAsLong(file));
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
        return stock.store(entry, access::isOpen, timeout());
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
        boolean there = id.length > 0 && stock.drop(EntryKey.of(id));
        counters.removed(there);
        return there;
    }

    /** Visits what is there when the walk begins and still there when its turn comes, as it is then. */
    @Override
    public void iterate(EntryVisitor visitor) {
        for (Held held : stock.all()) {
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
            stock.forget();
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
        stock.alone(() -> {
            // who has found the cache open may still call the housekeeper
            housekeeper.shutdown();
            return null;
        });
        try {
            while (file.store() != null && !stock.isWritten()) {
                writeSome(file.store());
            }
        } catch (RuntimeException | Error fault) {
            file.giveUp(fault);
        } finally {
            stock.forget();
        }
    }

    /** Refuses a store; whatever the id had before is gone. */
    private StoreResult refuse(EntryKey key, StoreResult refusal) {
        stock.drop(key);
        return refusal;
    }

    // The housekeeper's round

    private void callHousekeeper() {
        housekeeper.execute(this::keepHouse);
    }

    private void keepHouse() {
        try {
            stock.beginRound();
            stock.expire();
            // with the lock: a disk that hangs at this is to be seen by the next probe
            access.writing(PATIENCE, store -> stock.setRoom(usableSpace.applyAsLong(file)));
            // also when nothing has changed since a round that could not commit what it had written
            for (long left = contents.bytesUnwritten(); left > 0; left -= Stock.ONE_COMMIT) {
                for (long begun = 0; begun < Math.min(left, Stock.ONE_COMMIT); begun += BITE) {
                    access.writing(PATIENCE, this::writeSome);
                }
                access.writing(PATIENCE, store -> commit());
            }
        } catch (RuntimeException | Error e) {
            // an executor never again calls what has thrown, be it that the heap was full for a moment
            LOG.debug("the next round tries again", e);
        }
    }

    /** Brings the oldest changes into the log of the store. */
    private void writeSome(MapStore store) {
        for (Contents.Change change : stock.oldestChanges(BITE)) {
            stock.written(change, store.apply(change));
        }
    }

    private void commit() {
        long start = System.nanoTime();
        file.commit();
        stock.committed();
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
        stock.drop(damaged);
    }

    private Duration timeout() {
        return settings.get().timeout();
    }
}

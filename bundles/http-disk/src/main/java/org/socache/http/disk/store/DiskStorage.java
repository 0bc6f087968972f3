// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.disk.file.BodyFormat;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.OwnerOnly;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;
import org.socache.http.storage.Draft;
import org.socache.http.storage.Storage;

/**
 * The storage {@code disk} (mod_cache_disk). An entry comes into being by the renaming of its header, after that of its
 * body; it goes by the deletion of its header, before that of its body. So what a kill leaves behind is either whole or
 * unreachable, and the walk of {@link Upkeep} finds it.
 *
 * <p>Nothing is locked for readers: they read a header, and open the body that it names. Writers of one entry take turns in
 * this process; those of several processes may undo one another's work, and then the entry is missing.
 */
public final class DiskStorage implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStorage.class);

    private static final int LOCKS = 64;

    /** How often a file is moved to where its directory vanishes. */
    private static final int MOVES = 3;

    /** With more entries that cannot be deleted they are counted no more, and nothing is served until all has been deleted. */
    private static final int MOST_REVOKED = 65_536;

    /** Uses that wait to be written down; of more, what goes first after a restart is a little less well known. */
    private static final int MOST_USES = 65_536;

    private static final long ACCESSED_AHEAD_MILLIS = 1000;

    private final Tree tree;
    private final InstantSource clock;
    private final Faults faults;
    private final Capacity capacity;
    private final Object[] locks = new Object[LOCKS];
    private final Set<EntryName> revoked = ConcurrentHashMap.newKeySet();
    private final Queue<EntryName> uses = new LinkedBlockingQueue<>(MOST_USES);
    private final LongAdder written = new LongAdder();
    private volatile Limits limits;

    /** Nothing is read or written yet. */
    public DiskStorage(Tree tree, Limits limits, InstantSource clock) {
        this.tree = tree;
        this.clock = clock;
        this.faults = new Faults(tree.root(), clock);
        this.capacity = new Capacity(clock, this::remove);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        configure(limits);
    }

    /** Sets other limits. Those for all files hold from the next write on. */
    public void configure(Limits changed) {
        limits = changed;
        capacity.limit(changed.bytes(), changed.entries());
    }

    /** CacheRoot. */
    public Path root() {
        return tree.root();
    }

    Tree tree() {
        return tree;
    }

    Capacity capacity() {
        return capacity;
    }

    Faults faults() {
        return faults;
    }

    /** How often that happened. */
    public long faults(Fault fault) {
        return faults.count(fault);
    }

    /** What stands in the way of writing, or null. */
    public Fault trouble() {
        return faults.trouble();
    }

    /** Entries that are known of. */
    public int entries() {
        return capacity.entries();
    }

    /** Bytes all files take, in blocks of the file system. */
    public long bytes() {
        return capacity.bytes();
    }

    /** Entries that had to go for others. */
    public long evictions() {
        return capacity.evictions();
    }

    /** Bytes of heap that the index takes. */
    public long indexMemory() {
        return capacity.indexMemory();
    }

    /** Bytes of content written. */
    public long written() {
        return written.sum();
    }

    /** The limits in force. */
    public Limits limits() {
        return limits;
    }

    @Override
    public long maximumSize() {
        return limits.largestContent();
    }

    @Override
    public Stored load(CacheKey key) {
        EntryName name = EntryName.of(key.bytes());
        if (!revoked.isEmpty() && (revoked.contains(name) || revoked.size() > MOST_REVOKED)) {
            return null;
        }
        Header header = read(name);
        if (header == null || !header.key().equals(key.text())) {
            return null;
        }
        if (isExpired(header)) {
            remove(name, now -> now != null && isExpired(now));
            return null;
        }
        Stored stored = decode(name, header, key);
        if (stored == null) {
            damaged(name, now -> now == null || decode(name, now, key) == null);
        } else if (capacity.used(name)) {
            uses.offer(name);
        }
        return stored;
    }

    boolean isExpired(Header header) {
        return header.expiry() <= clock.millis();
    }

    /** The header of an entry; null if there is none, or none that can be read. */
    private Header read(EntryName name) {
        Path file = tree.header(name);
        try {
            Header header = Header.read(file);
            if (header == null) {
                damaged(name, Objects::isNull);
            }
            return header;
        } catch (NoSuchFileException absent) {
            if (capacity.knows(name)) {
                forget(name);
            }
            return null;
        } catch (IOException e) {
            faults.failed(e);
            return null;
        }
    }

    private void damaged(EntryName name, Predicate<Header> stillSo) {
        faults.damaged(Fault.DAMAGED_HEADER, tree.header(name));
        remove(name, stillSo);
    }

    private Stored decode(EntryName name, Header header, CacheKey key) {
        Body body = header.bodyId() == 0
                ? Body.EMPTY
                : FileBody.whole(
                        tree.body(name, header.bodyId()),
                        header.bodyId(),
                        header.bodyLength(),
                        faults,
                        () -> remove(name, now -> now == null || now.bodyId() == header.bodyId()));
        return Stored.decodeApart(header.record(), key, body);
    }

    /**
     * Writes down which entries were used: the time of the last use is the header's time of change, for the cleaner, for other
     * processes, and after a restart. Not the hit itself writes it, which would wait for the file system's journal.
     *
     * @param most no more of them than this
     * @return whether there are others
     */
    boolean rememberUses(int most) {
        for (int i = 0; i < most; i++) {
            EntryName name = uses.poll();
            if (name == null) {
                return false;
            }
            rememberUse(name);
        }
        return true;
    }

    private void rememberUse(EntryName name) {
        try {
            long now = clock.millis();
            // read after it was changed, a file gets a time of access from most systems: hits would write after all
            Files.getFileAttributeView(tree.header(name), BasicFileAttributeView.class)
                    .setTimes(FileTime.fromMillis(now), FileTime.fromMillis(now + ACCESSED_AHEAD_MILLIS), null);
        } catch (NoSuchFileException goneMeanwhile) {
            LOG.trace("{} has gone", name, goneMeanwhile);
        } catch (IOException readOnly) {
            // the order of what goes first is a little less good
            faults.add(Fault.IO_ERROR);
        }
    }

    @Override
    public long put(CacheKey key, long expiry, Stored stored) {
        EntryName name = EntryName.of(key.bytes());
        if (faults.standsDown()) {
            faults.add(Fault.STOOD_DOWN);
            return refused(name);
        }
        if (!fits(stored)) {
            faults.add(Fault.SIZE);
            return refused(name);
        }
        try {
            OwnerOnly.createDirectories(tree.directory(name));
            long bytes = write(name, key, expiry, stored);
            if (bytes < 0) {
                return refused(name);
            }
            faults.worked();
            written.add(bytes);
            return bytes;
        } catch (NoRoomException counted) {
            return refused(name);
        } catch (IOException e) {
            faults.failed(e);
            return refused(name);
        }
    }

    private long refused(EntryName name) {
        remove(name);
        return -1;
    }

    private boolean fits(Stored stored) {
        if (!(stored instanceof Stored.Response found) || found.response().has(Trait.HEAD_ONLY)) {
            return true;
        }
        long length = found.response().body().length();
        return length >= limits.minimumFile() && length <= limits.largestContent();
    }

    private long write(EntryName name, CacheKey key, long expiry, Stored stored) throws IOException {
        if (!(stored instanceof Stored.Response found)
                || found.response().body().length() == 0) {
            return publish(name, header(key, expiry, stored, 0, 0), null);
        }
        Body body = found.response().body();
        if (body instanceof FileBody mine && mine.isWhole()) {
            if (mine.file().equals(tree.body(name, mine.id()))) {
                return publish(name, header(key, expiry, stored, mine.id(), mine.length()), null);
            }
            if (mine.draft() != null && mine.draft().isMadeFor(capacity)) {
                return publish(name, header(key, expiry, stored, mine.id(), mine.length()), mine.draft());
            }
        }
        try (FileDraft copy = new FileDraft(tree, capacity, faults)) {
            return copy(body, copy) ? publish(name, header(key, expiry, stored, copy.id(), body.length()), copy) : -1;
        }
    }

    private static boolean copy(Body body, FileDraft target) throws IOException {
        try (Payload payload = body.open()) {
            if (payload == null) {
                return false;
            }
            for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
                target.add(part);
            }
            target.body();
            return true;
        }
    }

    private static Header header(CacheKey key, long expiry, Stored stored, long bodyId, long bodyLength) {
        byte[] record = stored.encodeApart();
        if (!(stored instanceof Stored.Response found)) {
            return new Header(0, 0, 0, expiry, 0, 0, 0, key.text(), record);
        }
        StoredResponse response = found.response();
        return new Header(
                response.status(),
                bodyId,
                bodyLength,
                expiry,
                response.timing().date(),
                response.timing().requestTime(),
                response.timing().responseTime(),
                key.text(),
                record);
    }

    /**
     * Makes an entry what the header says.
     *
     * @param draft its body; null where it has none, or keeps the one it has
     * @return bytes written; -1 if there is no room, or the body to be kept has gone
     */
    private long publish(EntryName name, Header header, FileDraft draft) throws IOException {
        int headerUnits = Capacity.units(header.size());
        int entries = capacity.knows(name) ? 0 : 1;
        if (!capacity.take(headerUnits, entries)) {
            faults.add(Fault.NO_ROOM);
            return -1;
        }
        int taken = headerUnits + (draft == null ? 0 : draft.unitsTaken());
        boolean placed = false;
        try {
            synchronized (lock(name)) {
                Header old = quietly(name);
                boolean keeps = header.bodyId() != 0 && draft == null;
                if (keeps && (old == null || old.bodyId() != header.bodyId())) {
                    return -1;
                }
                if (draft != null) {
                    move(draft.file(), tree.body(name, header.bodyId()));
                    draft.adopted();
                }
                replace(name, header);
                int kept = keeps ? bodyUnits(header.bodyLength()) : 0;
                capacity.placed(name, taken + kept, taken, entries);
                capacity.learn(name, header);
                placed = true;
                revoked.remove(name);
                if (old != null && old.bodyId() != 0 && old.bodyId() != header.bodyId()) {
                    Files.deleteIfExists(tree.body(name, old.bodyId()));
                }
            }
            // what it was to replace may have gone meanwhile
            capacity.settle();
            return header.size() + (draft == null ? 0 : header.bodyLength());
        } finally {
            if (!placed) {
                capacity.give(headerUnits, entries);
                unplaced(name, header, draft);
            }
        }
    }

    private void unplaced(EntryName name, Header header, FileDraft draft) throws IOException {
        if (draft != null && draft.isAdopted()) {
            capacity.give(draft.unitsTaken(), 0);
            Files.deleteIfExists(tree.body(name, header.bodyId()));
        }
    }

    static int bodyUnits(long length) {
        return Capacity.units(length + BodyFormat.trailerSize(length));
    }

    /** The header that is there, as far as one can be read. */
    private Header quietly(EntryName name) throws IOException {
        try {
            return Header.read(tree.header(name));
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    private void replace(EntryName name, Header header) throws IOException {
        String draft = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + Tree.DRAFT;
        Path file = tree.drafts().resolve(draft);
        OwnerOnly.createDirectories(tree.drafts());
        try (FileChannel channel = OwnerOnly.create(file)) {
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        move(file, tree.header(name));
    }

    /** The cleaner may take an empty directory away at any time, so it is made anew some times. */
    private static void move(Path from, Path to) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                OwnerOnly.createDirectories(to.getParent());
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException e) {
                if (tries == MOVES || !Files.exists(from)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        return remove(EntryName.of(key.bytes()));
    }

    boolean remove(EntryName name) {
        return remove(name, whatever -> true);
    }

    /**
     * Deletes the files of an entry. Where the disk does not allow that, or is away, the entry is kept in mind as revoked, and
     * not served any more.
     *
     * @param condemned whether the header that is there now has to go, null if it is damaged: what was read before, without
     *     the lock, may have been replaced since
     */
    boolean remove(EntryName name, Predicate<Header> condemned) {
        synchronized (lock(name)) {
            try {
                return delete(name, condemned);
            } catch (IOException e) {
                if (!isGone(name)) {
                    revoke(name);
                }
                faults.failed(e);
                return false;
            }
        }
    }

    private boolean delete(EntryName name, Predicate<Header> condemned) throws IOException {
        Path file = tree.header(name);
        if (Files.notExists(file)) {
            if (!Files.isDirectory(tree.root())) {
                revoke(name);
            }
            capacity.gone(name);
            return false;
        }
        Header header = quietly(name);
        if (!condemned.test(header)) {
            return false;
        }
        boolean deleted = Files.deleteIfExists(file);
        capacity.gone(name);
        if (header == null) {
            deleteBodies(name);
        } else if (header.bodyId() != 0) {
            Files.deleteIfExists(tree.body(name, header.bodyId()));
        }
        return deleted;
    }

    /** Whether there is no such entry, and a root to say so. */
    private boolean isGone(EntryName name) {
        return Files.notExists(tree.header(name)) && Files.isDirectory(tree.root());
    }

    /** The header of an entry is not there; unless another was written meanwhile, its room is free. */
    void forget(EntryName name) {
        synchronized (lock(name)) {
            if (Files.notExists(tree.header(name))) {
                capacity.gone(name);
            }
        }
    }

    private void deleteBodies(EntryName name) throws IOException {
        try (DirectoryStream<Path> bodies = Files.newDirectoryStream(tree.directory(name), name + ".*" + Tree.DATA)) {
            for (Path body : bodies) {
                Files.deleteIfExists(body);
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            LOG.trace("{} has gone with its directory", name, gone);
        }
    }

    private void revoke(EntryName name) {
        if (revoked.size() <= MOST_REVOKED) {
            revoked.add(name);
        }
    }

    /** Tries again what the disk did not allow. */
    void deleteRevoked() throws IOException {
        if (revoked.size() > MOST_REVOKED && !deleteAll()) {
            return;
        }
        for (EntryName name : revoked) {
            synchronized (lock(name)) {
                // what was written meanwhile took the mark away
                if (revoked.contains(name)) {
                    remove(name);
                }
                if (isGone(name)) {
                    revoked.remove(name);
                }
            }
        }
    }

    /** Which entries were revoked is not known any more; true if none is left. */
    private boolean deleteAll() throws IOException {
        tree.walk(directory -> {
            try (DirectoryStream<Path> headers = Files.newDirectoryStream(directory, "*" + Tree.HEADER)) {
                for (Path file : headers) {
                    EntryName name = Tree.name(file.getFileName().toString());
                    if (name != null && !remove(name) && !isGone(name)) {
                        throw new IOException(file + " cannot be deleted");
                    }
                }
            }
            return true;
        });
        return Files.isDirectory(tree.root());
    }

    @Override
    public boolean visit(Consumer<Stored> visitor) {
        try {
            tree.walk(directory -> {
                try (DirectoryStream<Path> headers = Files.newDirectoryStream(directory, "*" + Tree.HEADER)) {
                    for (Path file : headers) {
                        EntryName name = Tree.name(file.getFileName().toString());
                        Header header = name == null ? null : read(name);
                        Stored stored = header == null || revoked.contains(name)
                                ? null
                                : decode(name, header, new CacheKey(header.key()));
                        if (stored != null) {
                            visitor.accept(stored);
                        }
                    }
                }
                return true;
            });
            return true;
        } catch (IOException e) {
            faults.failed(e);
            return false;
        }
    }

    @Override
    public Draft draft() {
        if (faults.standsDown()) {
            faults.add(Fault.STOOD_DOWN);
            return null;
        }
        return new FileDraft(tree, capacity, faults);
    }

    private Object lock(EntryName name) {
        return locks[(int) name.high() & LOCKS - 1];
    }
}

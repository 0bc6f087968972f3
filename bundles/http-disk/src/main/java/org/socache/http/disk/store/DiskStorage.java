// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * The storage {@code disk} (mod_cache_disk): tells what becomes of a response, refused, copied or taken as it is. How entries lie
 * in files is left to {@link Entries}, what has to go for others to {@link Capacity}.
 */
public final class DiskStorage implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStorage.class);

    private final Tree tree;
    private final InstantSource clock;
    private final Faults faults;
    private final Entries kept;
    private final Capacity capacity;
    private final Housekeeping housekeeping;
    private final Uses uses;
    private final LongAdder written = new LongAdder();
    private volatile Limits limits;

    /** Nothing is read or written yet. */
    public DiskStorage(Tree tree, Limits limits, InstantSource clock) {
        this.tree = tree;
        this.clock = clock;
        this.faults = new Faults(tree.root(), clock);
        this.kept = new Entries(tree, faults, clock);
        this.capacity = kept.capacity();
        this.housekeeping = new Housekeeping(tree, kept);
        this.uses = new Uses(tree, faults, clock);
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

    Entries kept() {
        return kept;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    Capacity capacity() {
        return capacity;
    }

    Uses uses() {
        return uses;
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
        if (kept.isRevoked(name)) {
            return null;
        }
        Header header = kept.read(name);
        if (header == null || !header.key().equals(key.text())) {
            return null;
        }
        if (isExpired(header)) {
            kept.remove(name, now -> now != null && isExpired(now));
            return null;
        }
        Stored stored = decode(name, header, key);
        if (stored == null) {
            kept.damaged(name, now -> now == null || decode(name, now, key) == null);
        } else if (capacity.used(name)) {
            uses.add(name);
        }
        return stored;
    }

    boolean isExpired(Header header) {
        return header.expiry() <= clock.millis();
    }

    private Stored decode(EntryName name, Header header, CacheKey key) {
        Body body = header.bodyId() == 0
                ? Body.EMPTY
                : FileBody.whole(
                        tree.body(name, header.bodyId()),
                        header.bodyId(),
                        header.bodyLength(),
                        faults,
                        () -> kept.remove(name, now -> now == null || now.bodyId() == header.bodyId()));
        return Stored.decodeApart(header.record(), key, body);
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
        } catch (NotWrittenException counted) {
            return refused(name);
        } catch (AccessDeniedException
                | FileAlreadyExistsException
                | NotDirectoryException
                | NoSuchFileException itsPlaceOrDraftAlone) {
            faults.unusable(itsPlaceOrDraftAlone);
            return refused(name);
        } catch (IOException e) {
            if (faults.failed(e) == Fault.FULL) {
                capacity.makeDo();
            }
            return refused(name);
        }
    }

    private long refused(EntryName name) {
        kept.remove(name);
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
            return kept.publish(name, header(key, expiry, stored, 0, 0), null);
        }
        Body body = found.response().body();
        if (body instanceof FileBody mine && mine.isWhole()) {
            if (mine.file().equals(tree.body(name, mine.id()))) {
                return kept.publish(name, header(key, expiry, stored, mine.id(), mine.length()), null);
            }
            if (mine.draft() != null && mine.draft().isMadeFor(capacity)) {
                return kept.publish(name, header(key, expiry, stored, mine.id(), mine.length()), mine.draft());
            }
        }
        try (FileDraft copy = new FileDraft(tree, capacity, faults, kept.leftovers())) {
            return copy(body, copy)
                    ? kept.publish(name, header(key, expiry, stored, copy.id(), body.length()), copy)
                    : -1;
        }
    }

    /** False if the body cannot be read to its end: that is no error of this disk. */
    private static boolean copy(Body body, FileDraft target) throws NotWrittenException {
        try (Payload payload = body.open()) {
            if (payload == null) {
                return false;
            }
            for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
                target.add(part);
            }
            target.body();
            return true;
        } catch (NotWrittenException ofThisDisk) {
            throw ofThisDisk;
        } catch (IOException ofTheSource) {
            LOG.debug("{} is not kept", body, ofTheSource);
            return false;
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

    @Override
    public boolean remove(CacheKey key) {
        return kept.remove(EntryName.of(key.bytes()));
    }

    @Override
    public boolean visit(Consumer<Stored> visitor) {
        if (!Files.isDirectory(tree.root())) {
            // what lies on a disk that is away will be back with it
            return entries() == 0;
        }
        try {
            tree.walk(directory -> {
                for (EntryFiles found : EntryFiles.in(directory)) {
                    visit(found.name(), visitor);
                }
                return true;
            });
            return true;
        } catch (IOException e) {
            faults.unusable(e);
            return false;
        }
    }

    private void visit(EntryName name, Consumer<Stored> visitor) {
        Header header = kept.isRevoked(name) ? null : kept.read(name);
        Stored stored = header == null ? null : decode(name, header, new CacheKey(header.key()));
        if (stored != null) {
            visitor.accept(stored);
        }
    }

    @Override
    public Draft draft() {
        if (faults.standsDown()) {
            faults.add(Fault.STOOD_DOWN);
            return null;
        }
        return new FileDraft(tree, capacity, faults, kept.leftovers());
    }
}

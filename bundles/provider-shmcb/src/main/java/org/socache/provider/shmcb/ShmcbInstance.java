// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.lang.ref.Reference;
import java.time.InstantSource;
import java.util.SplittableRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Conditional;
import org.socache.api.spi.Listable;
import org.socache.api.spi.ProviderException;

/**
 * An open segment as consumers see it. After {@link #close} there is none.
 *
 * <p>Memory of a file that somebody truncates cannot be read: the JVM turns the signal into an {@link InternalError}, on
 * Java 17 perhaps only some instructions later. What is caught here becomes a miss or a refusal.
 *
 * <p>{@link #close} leaves the mapping to the garbage collector. A call that has begun keeps it until it is done: its accesses
 * go to addresses, which alone keep nothing.
 */
final class ShmcbInstance implements CacheInstance, Conditional, Listable {

    private static final Logger LOG = LoggerFactory.getLogger(ShmcbInstance.class);

    private final Hints hints;
    private final InstantSource clock;

    /** Versions are counted from here, so that those of another instance, perhaps of another file, match none. */
    private final long firstVersion = new SplittableRandom().nextLong();

    private volatile Segment segment;

    ShmcbInstance(Segment segment, Hints hints, InstantSource clock) {
        this.segment = segment;
        this.hints = hints;
        this.clock = clock;
    }

    @Override
    public byte[] retrieve(byte[] id) {
        return retrieve(id, null);
    }

    @Override
    public Entry find(byte[] id) {
        Reading reading = new Reading(Reading.NOTHING);
        byte[] data = retrieve(id, reading);
        return data == null ? null : new Entry(id.clone(), reading.expiry(), data);
    }

    @Override
    public Versioned retrieve(byte[] id, long known) {
        Reading reading = new Reading(known == Versioned.NONE ? Reading.NOTHING : known - firstVersion);
        byte[] data = retrieve(id, reading);
        if (data == null) {
            return null;
        }
        return new Versioned(data == Subcache.KNOWN ? null : data, reading.version() + firstVersion);
    }

    private byte[] retrieve(byte[] id, Reading reading) {
        Segment open = segment;
        if (open == null || id.length == 0) {
            return null;
        }
        try {
            return open.retrieve(id, reading);
        } catch (InternalError lost) {
            memoryLost(open, lost);
            return null;
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (id.length == 0) {
            return StoreResult.refused(Refusal.ID_TOO_SHORT);
        }
        if (id.length > SharedCache.MAX_ID_LENGTH) {
            return StoreResult.refused(Refusal.ID_TOO_LONG, SharedCache.MAX_ID_LENGTH);
        }
        Segment open = segment;
        if (open == null) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        try {
            return store(open, id, expiry, data);
        } catch (InternalError lost) {
            memoryLost(open, lost);
            return StoreResult.refused(Refusal.FAILED);
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    private StoreResult store(Segment open, byte[] id, long expiry, byte[] data) {
        long now = clock.millis();
        if (expiry <= now) {
            open.discard(id, now);
            return StoreResult.refused(Refusal.ALREADY_EXPIRED);
        }
        long largest = open.geometry().largestObject(id.length);
        if (data.length > largest) {
            open.discard(id, now);
            return StoreResult.refused(Refusal.ENTRY_TOO_LARGE, Math.max(0, largest));
        }
        switch (open.store(id, expiry, data, now)) {
            case STORED:
                return StoreResult.STORED;
            case REPLACED:
                return StoreResult.REPLACED;
            case BUSY:
                return StoreResult.refused(Refusal.BUSY);
            default:
                return StoreResult.refused(Refusal.UNAVAILABLE);
        }
    }

    @Override
    public boolean remove(byte[] id) {
        Segment open = segment;
        if (open == null || id.length == 0) {
            return false;
        }
        try {
            return open.remove(id, clock.millis());
        } catch (InternalError lost) {
            memoryLost(open, lost);
            return false;
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    @Override
    public void iterate(EntryVisitor visitor) {
        Segment open = segment;
        if (open == null) {
            return;
        }
        try {
            open.iterate(clock.millis(), visitor);
        } catch (InternalError lost) {
            throw unusable(open, lost);
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    @Override
    public void clear() {
        Segment open = segment;
        if (open == null) {
            return;
        }
        try {
            open.clear();
        } catch (InternalError lost) {
            throw unusable(open, lost);
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    @Override
    public CacheStatus status() {
        Segment open = segment;
        if (open == null) {
            return CacheStatus.UNKNOWN;
        }
        try {
            return open.status(clock.millis(), hints);
        } catch (InternalError lost) {
            memoryLost(open, lost);
            return CacheStatus.UNKNOWN;
        } finally {
            Reference.reachabilityFence(open);
        }
    }

    @Override
    public void probe() {
        Segment open = segment;
        String why = open == null ? "closed" : open.whyDetached();
        if (why != null) {
            throw new ProviderException(why + "; open it again to share entries with other processes");
        }
    }

    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public boolean shared() {
        Segment open = segment;
        return open == null || open.isShared();
    }

    /** For calls that cannot pretend to have found nothing. */
    private ProviderException unusable(Segment open, InternalError lost) {
        memoryLost(open, lost);
        return new ProviderException("the memory of the segment cannot be used any more", lost);
    }

    /** Every further call would meet the same error: from here on this instance is as good as closed. */
    private void memoryLost(Segment open, InternalError lost) {
        String why = open.whyDetached();
        LOG.error("{}: its memory cannot be used any more; remove the file and open it again", why, lost);
        close();
    }

    @Override
    public void close() {
        Segment open;
        synchronized (this) {
            open = segment;
            segment = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException | InternalError failure) {
                LOG.warn("cannot leave the segment in good order", failure);
            } finally {
                Reference.reachabilityFence(open);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.ProviderException;

/**
 * Who may use the file: many who read it, or one who writes to it, and nobody waits longer for his turn than he has time. Whose
 * use shows that the store has failed leaves an empty one to the next.
 *
 * <p>Whoever holds a lock of his own while he asks for this one may wait for himself.
 */
final class FileAccess {

    /** Something done alone with the file. */
    @FunctionalInterface
    interface Use {
        void of(MapStore store) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileAccess.class);

    private final StoreFile file;
    private final Supplier<Duration> timeout;
    private final Runnable contentsLost;
    private final ReadWriteLock using = new StampedLock().asReadWriteLock();
    private volatile boolean closed;

    /**
     * @param timeout how long somebody who has found the store broken waits to replace it
     * @param contentsLost called when the store has failed, before there is another one
     */
    FileAccess(StoreFile file, Supplier<Duration> timeout, Runnable contentsLost) {
        this.file = file;
        this.timeout = timeout;
        this.contentsLost = contentsLost;
    }

    /** False once the cache is closed, and while there is no store in place of one that failed. */
    boolean isOpen() {
        return !closed && file.store() != null;
    }

    /**
     * Among others who read. There may be no store, when nothing is to be found in it.
     *
     * @throws ProviderException if the file was not free in time, or reading failed
     */
    <T> T reading(Duration patience, Function<MapStore, T> use) {
        MapStore store = null;
        Throwable fault;
        Lock reading = take(using.readLock(), patience);
        try {
            store = file.store();
            return use.apply(store);
        } catch (RuntimeException | Error e) {
            fault = e;
        } finally {
            reading.unlock();
        }
        throw recover(store, fault);
    }

    /**
     * Alone with the file, which is opened if it is not open. Does nothing once the cache is closed.
     *
     * @throws ProviderException if the file was not free in time, or the use of it failed
     */
    void writing(Duration patience, Use use) {
        MapStore store = null;
        Throwable fault;
        Lock writing = take(using.writeLock(), patience);
        try {
            if (closed) {
                return;
            }
            if (file.store() == null) {
                file.reopen();
            }
            store = file.store();
            use.of(store);
            return;
        } catch (IOException | RuntimeException | Error e) {
            fault = e;
        } finally {
            writing.unlock();
        }
        throw recover(store, fault);
    }

    /**
     * Gives the file up, after one last use. Only the first call does anything.
     *
     * @throws ProviderException if the file was not free in time
     */
    void close(Duration patience, Runnable lastUse) {
        close(take(using.writeLock(), patience), lastUse);
    }

    /** The same, however long it takes. */
    void closeWhenFree(Runnable lastUse) {
        Lock writing = using.writeLock();
        writing.lock();
        close(writing, lastUse);
    }

    private void close(Lock taken, Runnable lastUse) {
        try {
            if (!closed) {
                closed = true;
                lastUse.run();
                file.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("dbm file {} was not closed in order, its content may be lost: {}", file.path(), e.toString());
        } finally {
            taken.unlock();
        }
    }

    private Lock take(Lock wanted, Duration patience) {
        try {
            if (wanted.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return wanted;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while waiting for dbm file " + file.path(), stop);
        }
        throw new ProviderException("dbm file " + file.path() + " was not free within " + patience.toMillis() + " ms");
    }

    /**
     * Whatever went wrong inside the store, what it holds can no longer be trusted: a new one takes its place. A full heap alone
     * says nothing about it; {@link MapStore} tells where it does.
     */
    private ProviderException recover(MapStore failed, Throwable fault) {
        if (fault instanceof OutOfMemoryError) {
            return new ProviderException("no heap was left to use dbm file " + file.path() + ": " + fault, fault);
        }
        Lock writing = take(using.writeLock(), timeout.get());
        try {
            if (failed != null && file.store() == failed) {
                file.giveUp(fault);
                contentsLost.run();
                file.reopen();
            }
        } catch (IOException | RuntimeException | Error again) {
            LOG.debug("dbm file {} cannot be opened again yet", file.path(), again);
        } finally {
            writing.unlock();
        }
        return new ProviderException("dbm file " + file.path() + " failed: " + fault, fault);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.StoreResult;

/**
 * One open cache. All calls are safe from any number of threads; {@link #close} is safe at any time, twice, and while
 * other threads are inside a call. After it, lookups miss and stores are refused as unavailable.
 *
 * <p>An instance whose entries can be listed also implements {@link Listable}.
 */
@ConsumerType
public interface CacheInstance extends AutoCloseable {

    /**
     * Adds or replaces an entry. A refused replacement never leaves the old value readable as if it were current.
     * A server that cannot be reached is a refusal, not an exception.
     *
     * @param id 1 to {@link org.socache.api.SharedCache#MAX_ID_LENGTH} bytes; a provider with a shorter limit hashes
     * @param expiry milliseconds since the epoch, by the clock the instance was opened with
     */
    StoreResult store(byte[] id, long expiry, byte[] data);

    /**
     * The data stored under the id, or null. Never an expired entry, never a torn or foreign one.
     *
     * @throws ProviderException if the server cannot be asked
     */
    byte[] retrieve(byte[] id);

    /**
     * As {@link #retrieve}, with the expiry ({@link Entry#UNKNOWN_EXPIRY} where the server keeps it to itself).
     *
     * @throws ProviderException if the server cannot be asked
     */
    Entry find(byte[] id);

    /**
     * True if an unexpired entry was there.
     *
     * @throws ProviderException if the server cannot be asked
     */
    boolean remove(byte[] id);

    /** Numbers; may ask the server, and then tells which are down instead of throwing. */
    CacheStatus status();

    /**
     * Asks whether the instance can do its work now, with one real round trip where there is a server.
     *
     * @throws ProviderException if it cannot; the message says which server and why
     */
    void probe();

    /**
     * True promises that calls end by themselves: in memory within a few milliseconds, on a server within the time limit of
     * the provider's own configuration, whatever the server and the network do. Such an instance is called on the caller's
     * own thread, which halves what a call costs; any other one on another thread, which is given up after a time limit.
     */
    default boolean bounded() {
        return false;
    }

    /**
     * Bytes of id and data together up to which a call keeps the promise of {@link #bounded}: more may fill a socket that the
     * other side does not empty.
     */
    default int boundedData() {
        return Integer.MAX_VALUE;
    }

    /**
     * True says that calls are answered from memory, as a rule within microseconds, and end by themselves unless something holds
     * one up that nobody can put a limit to: a page of a mapped file on a disk that has stopped answering. Core calls such an
     * instance on the caller's own thread too, a few callers at a time, and watches them; once one has been inside for longer than
     * the time limit, nobody else goes in until all are out. Asked for once, when the instance is opened, and only if it is not
     * {@link #bounded}.
     */
    default boolean prompt() {
        return false;
    }

    /**
     * True if another process or node may be using the same entries now. Entries of an instance that is not shared belong
     * to its consumer alone: core empties it when the consumer moves away, so that nothing stale waits there.
     */
    default boolean shared() {
        return false;
    }

    /** Frees everything. Entries that outlive a process (file, server, shared segment) stay. */
    @Override
    void close();
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * A consumer's cache. Always usable, from any number of threads: no call throws because of a provider, none blocks
 * longer than the call limit, and while no provider is bound every lookup is a miss.
 */
public interface SharedCache extends AutoCloseable {

    /** The longest id, in bytes. */
    int MAX_ID_LENGTH = 65_536;

    /** The consumer's name, httpd's where it has one: {@code cache-socache}, {@code authn-socache} ... */
    String consumer();

    /**
     * Adds or replaces an entry. A refused replacement never leaves the old value readable.
     *
     * @param id 1 to {@link #MAX_ID_LENGTH} bytes
     * @param expiry milliseconds since the epoch
     */
    StoreResult store(byte[] id, long expiry, byte[] data);

    /** The data stored under the id, or null: absent, expired, or no provider to ask. */
    byte[] retrieve(byte[] id);

    /**
     * As {@link #retrieve(byte[])}, for a caller who keeps what it made of the data. Counts as a retrieve.
     *
     * @param known version of the data that the caller has, {@link Versioned#NONE} if it has none
     * @return null where the other returns null; without the data if the entry is still of that version
     */
    default Versioned retrieve(byte[] id, long known) {
        byte[] data = retrieve(id);
        return data == null ? null : new Versioned(data, Versioned.NONE);
    }

    /** True if an entry was there and is gone now. */
    boolean remove(byte[] id);

    /**
     * Walks all unexpired entries.
     *
     * @return false if the bound provider cannot list its entries, or none is bound
     */
    boolean iterate(EntryVisitor visitor);

    /** Drops all entries of this consumer, and no one else's; false if the bound provider cannot. */
    boolean clear();

    CacheState state();

    /** Whether another process or node may be using the same entries now; false while no provider is bound. */
    default boolean shared() {
        return false;
    }

    /** Numbers of the bound provider; {@link CacheStatus#UNKNOWN} while there is none. */
    CacheStatus status();

    /** What the cache is configured to be, whether or not it is bound. */
    CacheSpecification specification();

    /**
     * Makes the cache what its configuration now says. The same specification and hints change nothing; otherwise
     * entries move over as in {@link org.socache.api.admin.ManagedCache#switchTo}. An unbound cache waits for a provider
     * that is not there yet; a bound one stays where it is and refuses.
     *
     * @throws InvalidSpecificationException if it cannot be opened so; the cache stays what it was
     */
    void configure(CacheSpecification specification, Hints hints) throws InvalidSpecificationException;

    /** Gives the cache up: its provider instance is closed, its MBean is gone, every later call misses. */
    @Override
    void close();
}

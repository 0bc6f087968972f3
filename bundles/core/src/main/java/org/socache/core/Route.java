// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.socache.api.EntryVisitor;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.spi.CacheProvider;

/**
 * Where the calls of a cache go at this moment.
 *
 * @param current the binding that answers; null while there is none
 * @param migration entries still to be moved over to it; null when all are
 * @param place where the binding is, or is waited for
 * @param reason why there is no binding; empty when there is one
 */
record Route(Binding current, Migration migration, Place place, String reason) implements AutoCloseable {

    private static final String CLOSED = "closed";

    static Route to(Binding binding) {
        return new Route(binding, null, binding.place(), "");
    }

    /** To a binding that an earlier one is emptied into. */
    static Route moving(Binding binding, Migration migration) {
        return new Route(binding, migration, binding.place(), "");
    }

    static Route nowhere(Place place, String reason) {
        return new Route(null, null, place, reason);
    }

    static Route waiting(Place place) {
        return nowhere(place, "waiting for provider \"" + place.specification().provider() + "\"");
    }

    /** Of the cache when it is closed; there is none after it. */
    Route closed() {
        return nowhere(place, CLOSED);
    }

    boolean isClosed() {
        return reason.equals(CLOSED);
    }

    /** Whether the provider has an instance that answers, or is being left. */
    boolean uses(CacheProvider provider) {
        return current != null
                && (current.provider() == provider
                        || migration != null && migration.source().provider() == provider);
    }

    /** Why calls on this route miss; empty if they do not. */
    String fault() {
        return current == null ? reason : current.guard().reason();
    }

    /** @param start when the call began, as {@link System#nanoTime}; asking that costs as much as a tenth of a hit in memory */
    byte[] retrieve(byte[] id, long start) {
        return migration == null ? current.guard().retrieve(id, start) : migration.retrieve(id);
    }

    /** While entries are moved over, versions are not looked at: they would be of two instances. */
    Versioned retrieve(byte[] id, long known, long start) {
        return migration == null ? current.guard().retrieve(id, known, start) : versionless(migration.retrieve(id));
    }

    static Versioned versionless(byte[] data) {
        return data == null ? null : new Versioned(data, Versioned.NONE);
    }

    StoreResult store(byte[] id, long expiry, byte[] data, long start) {
        return migration == null ? current.guard().store(id, expiry, data, start) : migration.store(id, expiry, data);
    }

    boolean remove(byte[] id, long start) {
        return migration == null ? current.guard().remove(id, start) : migration.remove(id);
    }

    /** Whether all entries could be shown, those that are still to be moved among them. */
    boolean iterate(EntryVisitor visitor) {
        return migration == null ? current.iterate(visitor) : migration.iterate(visitor);
    }

    boolean clear() {
        return migration == null ? current.clear() : migration.clear();
    }

    /** The call that entered the binding has ended. */
    @Override
    public void close() {
        current.exit();
    }
}

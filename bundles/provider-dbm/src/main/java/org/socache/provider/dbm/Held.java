// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

/**
 * What memory knows of one entry: when it dies, and either its record or where that lies in the file. They are in the order in which
 * they die.
 */
final class Held implements Comparable<Held> {

    private final EntryKey key;
    private final long expiry;
    private final int size;
    private long place;
    /** Null once the record is in the file; who sees that sees the place as well. */
    private volatile byte[] record;

    /** Not yet in the file. */
    Held(EntryKey key, long expiry, byte[] record) {
        this.key = key;
        this.expiry = expiry;
        this.size = record.length;
        this.record = record;
    }

    /** In the file already. */
    Held(EntryKey key, Place place) {
        this.key = key;
        this.expiry = place.expiry();
        this.size = Math.toIntExact(place.size());
        this.place = place.record();
    }

    EntryKey key() {
        return key;
    }

    boolean expired(long now) {
        return expiry <= now;
    }

    long expiry() {
        return expiry;
    }

    /** Bytes of the record. */
    int size() {
        return size;
    }

    /** The record if it is not in the file yet; null if it is. */
    byte[] record() {
        return record;
    }

    /** MapDB's number of the record. Means nothing before {@link #record} is null. */
    long place() {
        return place;
    }

    void written(long where) {
        place = where;
        record = null;
    }

    @Override
    public int compareTo(Held other) {
        int byExpiry = Long.compare(expiry, other.expiry);
        return byExpiry != 0 ? byExpiry : key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Held held && compareTo(held) == 0;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}

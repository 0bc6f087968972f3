// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;

/**
 * Says that somebody is fetching a resource, to others who use the same store. It lies beside the resource's records, under
 * {@link CacheKey#lease}, and its expiry there is its end.
 *
 * @param holder a random number that the holder has for itself
 */
public record Lease(long holder) {

    /** The bytes to put under the key. */
    public byte[] encode() {
        byte[] record = new byte[RecordLayout.LEASE_LENGTH];
        ByteBuffer.wrap(record).putLong(RecordLayout.HOLDER_AT, holder);
        return RecordLayout.seal(record, RecordLayout.LEASE);
    }

    /** Reads what was found under a key; null for null, and for what is no lease of this version. */
    public static Lease decode(byte[] record) {
        boolean readable =
                RecordLayout.kind(record) == RecordLayout.LEASE && record.length == RecordLayout.LEASE_LENGTH;
        return readable ? new Lease(ByteBuffer.wrap(record).getLong(RecordLayout.HOLDER_AT)) : null;
    }
}

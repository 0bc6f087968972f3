// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

/** What lies under a key: a response, or the index of a resource's variants. */
public sealed interface Stored permits Stored.Response, Stored.Variants {

    /**
     * A response.
     *
     * @param response never null
     */
    record Response(StoredResponse response) implements Stored {}

    /**
     * The variants of a resource whose responses have Vary.
     *
     * @param index never null
     */
    record Variants(VariantIndex index) implements Stored {}

    /**
     * Reads the bytes found under a key.
     *
     * @param record may be null
     * @param key the key they were found under; a record of another key (a clash of hashes in the store) is not readable
     * @return null for null, and for damaged, foreign, newer or misplaced records
     */
    static Stored decode(byte[] record, CacheKey key) {
        return switch (RecordLayout.kind(record)) {
            case RecordLayout.RESPONSE -> {
                StoredResponse response = ResponseRecord.decode(record, key);
                yield response == null ? null : new Response(response);
            }
            case RecordLayout.VARIANTS -> {
                VariantIndex index = VariantIndexRecord.decode(record, key);
                yield index == null ? null : new Variants(index);
            }
            default -> null;
        };
    }
}

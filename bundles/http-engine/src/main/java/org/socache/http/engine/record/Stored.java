// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.util.Objects;

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
     * The bytes to put under the key, a response with its body.
     *
     * @throws java.io.UncheckedIOException if the body cannot be read
     */
    default byte[] encode() {
        return this instanceof Response r
                ? ResponseRecord.encode(r.response())
                : VariantIndexRecord.encode(((Variants) this).index());
    }

    /** The bytes to put under the key, a response without its body. */
    default byte[] encodeApart() {
        return this instanceof Response r ? ResponseRecord.encodeApart(r.response()) : encode();
    }

    /**
     * Reads the bytes found under a key.
     *
     * @param record may be null; of a response with its body
     * @param key the key they were found under; a record of another key (a clash of hashes in the store) is not readable
     * @return null for null, and for damaged, foreign, newer or misplaced records
     */
    static Stored decode(byte[] record, CacheKey key) {
        return decode(record, key, null);
    }

    /**
     * Reads the bytes found under a key where bodies lie apart from their records.
     *
     * @param apart the body of the response, not null; of no meaning for an index
     * @return as {@link #decode(byte[], CacheKey)}
     */
    static Stored decodeApart(byte[] record, CacheKey key, Body apart) {
        return decode(record, key, Objects.requireNonNull(apart, "apart"));
    }

    private static Stored decode(byte[] record, CacheKey key, Body apart) {
        return switch (RecordLayout.kind(record)) {
            case RecordLayout.RESPONSE -> {
                StoredResponse response = ResponseRecord.decode(record, key, apart);
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

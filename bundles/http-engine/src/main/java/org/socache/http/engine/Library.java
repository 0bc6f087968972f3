// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;
import org.socache.http.engine.record.VariantIndex;

/** Finds, files and drops the records of a resource: one response, or an index with a record per variant. */
final class Library {

    private final int variantLimit;

    Library(CachePolicy policy) {
        variantLimit = policy.variantLimit();
    }

    /**
     * What a look-up found.
     *
     * @param response the response that matches the request, or null
     * @param missing why there is none; null when there is one
     */
    record Found(StoredResponse response, Reason missing) {}

    Found find(CacheKey key, RequestHead request, RecordStore store) {
        Stored stored = store.load(key);
        if (stored instanceof Stored.Response plain) {
            return new Found(plain.response(), null);
        }
        if (!(stored instanceof Stored.Variants variants)) {
            return new Found(null, Reason.MISS);
        }
        VariantIndex.Variant chosen = Selection.choose(variants.index(), request.fields());
        if (chosen != null && store.load(key.variant(chosen.hash())) instanceof Stored.Response variant) {
            return new Found(variant.response(), null);
        }
        return new Found(null, Reason.VARY_MISS);
    }

    /** The record already stored where a response to this request with these fields would be put, or null. */
    StoredResponse at(CacheKey key, RecordStore store) {
        return store.load(key) instanceof Stored.Response response ? response.response() : null;
    }

    /** The key of the record for a response: the resource's own, or that of the variant its Vary makes it. */
    static CacheKey recordKey(CacheKey primary, RequestHead request, Fields response) {
        List<String> names = Selection.varyNames(response);
        return names.isEmpty()
                ? primary
                : primary.variant(Selection.hash(names, Selection.selecting(request.fields(), names)));
    }

    /**
     * Files a response under its key, unless a newer one has come there meanwhile; keeps the index in step when it is a
     * variant.
     */
    Changes put(StoredResponse response, RecordStore store, long now) {
        return response.key().isVariant() ? putVariant(response, store, now) : putPlain(response, store, now);
    }

    private static Changes putPlain(StoredResponse response, RecordStore store, long now) {
        Stored there = store.loadFromAny(response.key());
        if (there instanceof Stored.Response other && isNewer(other.response(), response, now)) {
            return Changes.NONE;
        }
        // variants of a resource that no longer varies are found by nobody
        return new Changes(variantKeys(there), List.of(record(response)));
    }

    private Changes putVariant(StoredResponse response, RecordStore store, long now) {
        CacheKey primary = response.key().primary();
        VariantIndex old = store.load(primary) instanceof Stored.Variants variants
                ? variants.index()
                : new VariantIndex(primary, List.of());
        if (old.variantKeys().contains(response.key())
                && store.load(response.key()) instanceof Stored.Response other
                && isNewer(other.response(), response, now)) {
            return Changes.NONE;
        }
        VariantIndex index = old.with(variant(response, now), variantLimit, now);
        List<CacheKey> removals = new ArrayList<>(old.variantKeys());
        removals.removeAll(index.variantKeys());
        Changes.Put indexRecord = new Changes.Put(primary, index.expiry(), new Stored.Variants(index));
        return new Changes(removals, List.of(record(response), indexRecord));
    }

    /** RFC 9111 section 4: the most recent is used, by Date; one that is still to come was a wrong clock's. */
    private static boolean isNewer(StoredResponse there, StoredResponse response, long now) {
        long date = there.timing().date();
        boolean usable = there.isComplete() && !there.has(Trait.INVALIDATED);
        return usable && date > response.timing().date() && date <= now;
    }

    private static Changes.Put record(StoredResponse response) {
        return new Changes.Put(response.key(), response.timing().storageExpiry(), new Stored.Response(response));
    }

    private static VariantIndex.Variant variant(StoredResponse response, long now) {
        Fields fields = response.fields();
        String text = response.key().text();
        return new VariantIndex.Variant(
                text.substring(response.key().primary().text().length() + 1),
                Selection.varyNames(fields),
                response.selecting(),
                Selection.single(fields, "Content-Language"),
                Selection.single(fields, "Content-Encoding"),
                now,
                response.timing().storageExpiry());
    }

    /** Removes a resource with all its variants, wherever it is kept. */
    Changes drop(CacheKey primary, RecordStore store) {
        Stored stored = store.loadFromAny(primary);
        if (stored == null) {
            return Changes.NONE;
        }
        List<CacheKey> keys = new ArrayList<>(variantKeys(stored));
        keys.add(primary);
        return Changes.remove(keys);
    }

    /** All responses of a resource. */
    List<StoredResponse> all(CacheKey primary, RecordStore store) {
        List<StoredResponse> responses = new ArrayList<>();
        Stored stored = store.load(primary);
        if (stored instanceof Stored.Response plain) {
            responses.add(plain.response());
        } else if (stored instanceof Stored.Variants variants) {
            for (CacheKey key : variants.index().variantKeys()) {
                if (store.load(key) instanceof Stored.Response variant) {
                    responses.add(variant.response());
                }
            }
        }
        return responses;
    }

    /** The record of a response that stays under the key it has. */
    static Changes rewrite(StoredResponse response) {
        return new Changes(List.of(), List.of(record(response)));
    }

    private static List<CacheKey> variantKeys(Stored stored) {
        return stored instanceof Stored.Variants variants ? variants.index().variantKeys() : List.of();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.message.Fields;

/**
 * The variants of one resource, newest first. It lies under the primary key; each variant has a record of its own under
 * {@link CacheKey#variant}. Immutable.
 *
 * @param key the primary key
 * @param variants newest first
 */
public record VariantIndex(CacheKey key, List<Variant> variants) {

    /** The list is copied. */
    public VariantIndex {
        variants = List.copyOf(variants);
    }

    /**
     * What is needed to choose a variant without loading it.
     *
     * @param hash names its record, see {@link CacheKey#variant}
     * @param names the fields its Vary names, lower case, sorted
     * @param selecting their normalised values in the request that brought it, without those that were absent
     * @param language its Content-Language, lower case; empty when it has none or several
     * @param encoding its Content-Encoding, lower case; empty when it has none or several
     * @param storedAt when it was stored, ms since the epoch
     * @param expiry when the store may forget it, ms since the epoch
     */
    public record Variant(
            String hash,
            List<String> names,
            Fields selecting,
            String language,
            String encoding,
            long storedAt,
            long expiry) {}

    /**
     * This index with one more variant in front. An older one of the same hash goes, so do those the store has forgotten by
     * now, and beyond the limit the oldest: a flood of variants of one page pushes out that page's variants, and no other
     * page.
     *
     * @param limit how many may remain, 1 or more
     * @param now ms since the epoch
     */
    public VariantIndex with(Variant added, int limit, long now) {
        List<Variant> kept = new ArrayList<>(variants.size() + 1);
        kept.add(added);
        for (Variant variant : variants) {
            if (kept.size() < limit && variant.expiry() > now && !variant.hash().equals(added.hash())) {
                kept.add(variant);
            }
        }
        return new VariantIndex(key, kept);
    }

    /** When the last of its variants is forgotten, ms since the epoch; 0 when there is none. */
    public long expiry() {
        return variants.stream().mapToLong(Variant::expiry).max().orElse(0);
    }

    /** The keys of all variants. */
    public List<CacheKey> variantKeys() {
        return variants.stream().map(variant -> key.variant(variant.hash())).toList();
    }
}

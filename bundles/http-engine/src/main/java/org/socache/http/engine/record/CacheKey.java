// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.charset.StandardCharsets;

import org.socache.http.engine.message.EffectiveUri;

/**
 * Names one record in the store.
 *
 * <p>A primary key is the URI in the form that httpd's mod_cache uses, {@code scheme://host:port/path?query} with the
 * question mark always there. The key of a variant is the primary key, a line feed, and 32 hex digits of a hash over the
 * selecting fields; that of a lease ends in a line feed and a word. A URI has no line feed, so no two kinds can meet.
 *
 * @param text ASCII
 */
public record CacheKey(String text) {

    private static final char VARIANT_MARK = '\n';

    /** The bytes to give to the store as id. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The key an id was made from. */
    public static CacheKey fromBytes(byte[] id) {
        return new CacheKey(new String(id, StandardCharsets.ISO_8859_1));
    }

    /** The key of the variant that has this hash. */
    public CacheKey variant(String hash) {
        return new CacheKey(primary().text + VARIANT_MARK + hash);
    }

    /** The key of the resource's {@link Lease}. */
    public CacheKey lease() {
        return new CacheKey(primary().text + VARIANT_MARK + "lease");
    }

    /** Whether this names one variant of several. */
    public boolean isVariant() {
        return text.indexOf(VARIANT_MARK) >= 0;
    }

    /** The key that all variants of the resource share; this key itself when it is that one. */
    public CacheKey primary() {
        int mark = text.indexOf(VARIANT_MARK);
        return mark < 0 ? this : new CacheKey(text.substring(0, mark));
    }

    /** The URI part as it is in the key, for lists and logs. */
    public String uri() {
        return primary().text;
    }

    /** The URL as people write it, for patterns: without the port that goes without saying, and no question mark before nothing. */
    public String url() {
        String uri = uri();
        String shorter = uri.indexOf('?') == uri.length() - 1 ? uri.substring(0, uri.length() - 1) : uri;
        int authority = shorter.indexOf("://") + 3;
        int end = shorter.indexOf('/', authority);
        String port = ":" + EffectiveUri.defaultPort(shorter.substring(0, authority - 3));
        int cut = (end < 0 ? shorter.length() : end) - port.length();
        return shorter.startsWith(port, cut)
                ? shorter.substring(0, cut) + shorter.substring(cut + port.length())
                : shorter;
    }

    @Override
    public String toString() {
        return text;
    }
}

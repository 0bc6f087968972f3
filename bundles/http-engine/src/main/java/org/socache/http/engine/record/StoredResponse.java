// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.socache.http.engine.message.Fields;

/**
 * A response as it lies in the store. Immutable.
 *
 * <p>The fields are those to be sent: without hop-by-hop fields, without Age, with Date. They are read from the record only
 * when asked for.
 */
public final class StoredResponse {

    private final CacheKey key;
    private final int status;
    private final Timing timing;
    private final Extent extent;
    private final int traits;
    private final Fields selecting;
    private final List<String> tags;
    private final HeaderBlock headers;
    private final Body body;

    /**
     * A response to be stored.
     *
     * @param key the record's own key: primary, or that of the variant
     * @param fields the fields to send on a hit
     * @param selecting the fields that Vary names with their normalised values in the request; a field that was absent there
     *     is left out
     * @param tags the names it can be purged by
     * @param body {@code extent.length()} bytes
     */
    public StoredResponse(
            CacheKey key,
            int status,
            Fields fields,
            Timing timing,
            Extent extent,
            Set<Trait> traits,
            Fields selecting,
            List<String> tags,
            Body body) {
        this(key, status, new HeaderBlock(fields), timing, extent, bits(traits), selecting, List.copyOf(tags), body);
    }

    StoredResponse(
            CacheKey key,
            int status,
            HeaderBlock headers,
            Timing timing,
            Extent extent,
            int traits,
            Fields selecting,
            List<String> tags,
            Body body) {
        this.key = Objects.requireNonNull(key, "key");
        this.status = status;
        this.headers = headers;
        this.timing = Objects.requireNonNull(timing, "timing");
        this.extent = Objects.requireNonNull(extent, "extent");
        this.traits = traits;
        this.selecting = Objects.requireNonNull(selecting, "selecting");
        this.tags = tags;
        this.body = body;
    }

    /** The record's own key. */
    public CacheKey key() {
        return key;
    }

    /** The status code as received. */
    public int status() {
        return status;
    }

    /** The field lines to send; parsed at the first call. */
    public Fields fields() {
        return headers.fields();
    }

    /** The same field lines as bytes, each {@code Name: value} and CR LF, without the empty line at the end. */
    public ByteBuffer headerBlock() {
        return headers.bytes();
    }

    /** Clock readings and lifetimes. */
    public Timing timing() {
        return timing;
    }

    /** Which part of the representation the body is. */
    public Extent extent() {
        return extent;
    }

    /** Whether it is marked so. */
    public boolean has(Trait trait) {
        return (traits & trait.bit()) != 0;
    }

    /** The values Vary selected it by. */
    public Fields selecting() {
        return selecting;
    }

    /** The names it can be purged by: members of Surrogate-Key and Cache-Tag. */
    public List<String> tags() {
        return tags;
    }

    /** The content held. */
    public Body body() {
        return body;
    }

    /** Whether a GET can be answered with the whole of it. */
    public boolean isComplete() {
        return extent.isComplete() && !has(Trait.HEAD_ONLY);
    }

    /** The same response under another clock: a soft purge, a validation. */
    public StoredResponse withTiming(Timing other) {
        return new StoredResponse(key, status, headers, other, extent, traits, selecting, tags, body);
    }

    /** The same response with one more mark. */
    public StoredResponse with(Trait trait) {
        return new StoredResponse(key, status, headers, timing, extent, traits | trait.bit(), selecting, tags, body);
    }

    int traits() {
        return traits;
    }

    private static int bits(Set<Trait> traits) {
        int bits = 0;
        for (Trait trait : traits) {
            bits |= trait.bit();
        }
        return bits;
    }

    @Override
    public String toString() {
        return status + " " + key.uri() + " " + extent;
    }
}

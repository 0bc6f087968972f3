// SPDX-License-Identifier: Apache-2.0
package org.socache.http;

import java.util.Objects;

/**
 * What to purge, and how.
 *
 * @param selector what {@code value} is
 * @param value the URL, tag or pattern
 * @param soft true to make entries stale, kept for validation and for a failing origin; false to remove them
 * @param dryRun true to count only
 */
public record PurgeRequest(Selector selector, String value, boolean soft, boolean dryRun) {

    /** How entries are chosen. */
    public enum Selector {
        /** One absolute URL with all its variants. Works on every provider. */
        URL,
        /** A member of the responses' Surrogate-Key or Cache-Tag. Needs a provider that can list. */
        TAG,
        /** A pattern over whole URLs; {@code *} stands for any characters. Needs a provider that can list. */
        PATTERN
    }

    public PurgeRequest {
        Objects.requireNonNull(selector, "selector");
        Objects.requireNonNull(value, "value");
    }
}

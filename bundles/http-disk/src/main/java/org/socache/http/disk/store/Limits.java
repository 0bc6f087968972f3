// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import org.socache.http.disk.file.BodyFormat;

/**
 * What may be kept.
 *
 * @param minimumFile bytes of the smallest content (CacheMinFileSize)
 * @param maximumFile bytes of the largest content (CacheMaxFileSize)
 * @param bytes what all files together may take (CacheSizeLimit)
 * @param entries how many headers there may be (CacheEntryLimit)
 */
public record Limits(long minimumFile, long maximumFile, long bytes, int entries) {

    /** The largest content that can be kept, in bytes: CacheMaxFileSize, or what CacheSizeLimit leaves beside a header. */
    long largestContent() {
        long room = bytes / Capacity.UNIT * Capacity.UNIT - Capacity.UNIT;
        boolean fits = maximumFile <= room && maximumFile + BodyFormat.trailerSize(maximumFile) <= room;
        return fits ? maximumFile : Math.max(0, room - BodyFormat.trailerSize(Math.min(room, maximumFile)));
    }
}

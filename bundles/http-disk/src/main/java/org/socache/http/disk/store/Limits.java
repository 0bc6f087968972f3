// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

/**
 * What may be kept.
 *
 * @param minimumFile bytes of the smallest content (CacheMinFileSize)
 * @param maximumFile bytes of the largest content (CacheMaxFileSize)
 * @param bytes what all files together may take (CacheSizeLimit)
 * @param entries how many headers there may be (CacheEntryLimit)
 */
public record Limits(long minimumFile, long maximumFile, long bytes, int entries) {}

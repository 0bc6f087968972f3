// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

import java.util.List;
import java.util.Map;

/**
 * A provider instance in numbers.
 *
 * @param entries live entries; -1 if unknown
 * @param bytesUsed bytes taken by entries and their bookkeeping; -1 if unknown
 * @param bytesCapacity bytes there are in all; -1 if unbounded or unknown
 * @param counters httpd's counters, over all processes where the provider is shared
 * @param servers the servers behind the instance; empty for a local one
 * @param details what else this kind of provider has to say, in httpd's words where it has them (subcaches, indexes per
 *     subcache, time left on the oldest entries ...)
 */
public record CacheStatus(
        long entries,
        long bytesUsed,
        long bytesCapacity,
        CacheCounters counters,
        List<ServerStatus> servers,
        Map<String, Long> details) {

    /** Nothing is known, as while no provider is bound. */
    public static final CacheStatus UNKNOWN = new CacheStatus(-1, -1, -1, CacheCounters.ZERO, List.of(), Map.of());

    public CacheStatus {
        servers = List.copyOf(servers);
        details = Map.copyOf(details);
    }
}

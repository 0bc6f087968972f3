// SPDX-License-Identifier: Apache-2.0
package org.socache.http;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** The service through which an operator acts on the HTTP cache. */
@ProviderType
public interface HttpCache {

    /**
     * Takes entries out of the cache, or makes them stale.
     *
     * @throws IllegalArgumentException if the value cannot be read; the message says what would be right
     */
    PurgeResult purge(PurgeRequest request);

    /**
     * The last decisions, newest first.
     *
     * @param limit how many at most
     */
    List<TraceEntry> trace(int limit);
}

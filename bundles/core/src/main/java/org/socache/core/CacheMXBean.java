// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.List;
import java.util.Map;

import org.socache.api.CacheState;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.CacheMetric.Sentence;
import org.socache.api.jmx.Description;

/** What JMX shows of one cache. The counters are those of httpd's mod_status, with the same words. */
@Description("A shared object cache of one consumer: what provider stands behind it, how full it is, how well it does.")
public interface CacheMXBean {

    @Description("Name of the consumer on the wire, as in httpd; the prefix of its keys on a shared server.")
    String getConsumer();

    @Description("Name of the provider that is configured, for instance shmcb.")
    String getProvider();

    @Description("Argument the provider was opened with; empty for its defaults.")
    String getArgument();

    @Description("BOUND: a provider answers. SWITCHING: it answers while entries of the former one are moved over. "
            + "DEGRADED: it fails, and lookups miss until it recovers. UNBOUND: there is none.")
    CacheState getState();

    @Description("Why the state is not BOUND, in a sentence; empty when it is.")
    String getReason();

    @Description(
            "Circuit breaker in front of the provider: CLOSED lets calls through, OPEN answers miss at once, HALF_OPEN probes.")
    String getBreaker();

    @Description(Sentence.ENTRIES)
    long getEntries();

    @Description(Sentence.BYTES_USED)
    long getBytesUsed();

    @Description(Sentence.BYTES_CAPACITY)
    long getBytesCapacity();

    @Description(Sentence.STORES)
    long getStoreCount();

    @Description(Sentence.REPLACED)
    long getReplaceCount();

    @Description(Sentence.EXPIRED)
    long getExpireCount();

    @Description(Sentence.SCROLLED)
    long getScrolledCount();

    @Description(Sentence.REFUSED)
    long getRefusedCount();

    @Description("Stores refused, by reason.")
    Map<String, Long> getRefusedByReason();

    @Description(Sentence.RETRIEVE_HITS)
    long getRetrieveHitCount();

    @Description(Sentence.RETRIEVE_MISSES)
    long getRetrieveMissCount();

    @Description(Sentence.REMOVE_HITS)
    long getRemoveHitCount();

    @Description(Sentence.REMOVE_MISSES)
    long getRemoveMissCount();

    @Description(Sentence.ERRORS)
    long getErrorCount();

    @Description(
            "Hits of all retrieves since start or reset, from 0 to 1. For dashboards over several nodes use the counters.")
    double getHitRatio();

    @Description(
            "How long retrieves took: count, and microseconds in total, at the 50th, 90th, 99th and 99.9th percentile and at most.")
    LatencyView getRetrieveLatency();

    @Description(
            "How long stores took: count, and microseconds in total, at the 50th, 90th, 99th and 99.9th percentile and at most.")
    LatencyView getStoreLatency();

    @Description(
            "How long removes took: count, and microseconds in total, at the 50th, 90th, 99th and 99.9th percentile and at most.")
    LatencyView getRemoveLatency();

    @Description(
            "Servers behind the provider: address, whether up, microseconds of the last round trip, details. Empty for a local provider.")
    List<ServerView> getServers();

    @Description("What else this kind of provider tells, in httpd's words where it has them.")
    Map<String, Long> getDetails();

    @Description(
            "Switches to another provider or argument while the cache is in use, moves the entries over, and keeps the "
                    + "choice in the configuration. Refused with the reason, and nothing changes, if it cannot be opened.")
    String switchProvider(
            @Description("name[:argument], for instance shmcb:data/http.cache(64M) or dbm:data/http.db")
                    String specification)
            throws InvalidSpecificationException;

    @Description("Drops all entries of this consumer and nobody else's; false if the provider cannot list its entries.")
    boolean clear();

    @Description("Drops one entry; true if it was there.")
    boolean remove(@Description("the id as text, or as hex: and hexadecimal digits") String id);

    @Description("Sets the counters and latencies of this cache back to zero.")
    void resetStatistics();
}

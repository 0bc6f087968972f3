// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.socache.api.CacheCounters;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.Refusal;
import org.socache.api.ServerStatus;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.Switch;
import org.socache.tck.FixedCache;

/** What the pages show: a cache whose numbers stand still, and that can be switched and cleared. */
final class ShownCache extends FixedCache {

    static final CacheCounters COUNTERS = new CacheCounters(1, 2, 3, 4, 5, 6, 7, 8);
    static final Latency MEASURED = new Latency(11, 1_500, 50, 90, 99, 999, 2000);
    static final Latency UNMEASURED = new Latency(0, 0, 0, 0, 0, 0, 0);

    private CacheSpecification current;
    boolean cleared;

    private ShownCache(String name, String consumer, String specification, String reason, CacheStatus status) {
        super(
                name,
                consumer,
                parsed(specification),
                reason.isEmpty() ? CacheState.BOUND : CacheState.DEGRADED,
                reason,
                status,
                numbers());
        current = super.specification();
    }

    /** The HTTP cache on shared memory, with every number known. */
    static ShownCache http() {
        return new ShownCache(
                "http",
                "cache-socache",
                "shmcb:data/http.cache(64M)",
                "",
                new CacheStatus(10, 20, 30, COUNTERS, List.of(), Map.of("CacheSubcaches", 32L)));
    }

    /** A cache whose server can tell nothing, is down, and has a strange name. */
    static ShownCache remote() {
        return new ShownCache(
                "odd\"\\\n",
                "authn-socache",
                "redis:127.0.0.1:6379",
                "127.0.0.1:6379 refused",
                new CacheStatus(
                        -1,
                        -1,
                        -1,
                        CacheCounters.ZERO,
                        List.of(new ServerStatus("127.0.0.1:6379", false, -1, "refused")),
                        Map.of()));
    }

    private static CacheSpecification parsed(String text) {
        try {
            return CacheSpecification.parse(text);
        } catch (InvalidSpecificationException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static CacheStatistics numbers() {
        Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
        refused.put(Refusal.ENTRY_TOO_LARGE, 9L);
        refused.put(Refusal.BUSY, 1L);
        return new CacheStatistics(COUNTERS, refused, 12, MEASURED, UNMEASURED, UNMEASURED);
    }

    @Override
    public CacheSpecification specification() {
        return current;
    }

    @Override
    public Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        if (!List.of("shmcb", "dbm").contains(wanted.provider())) {
            throw new InvalidSpecificationException("there is no provider \"" + wanted.provider() + "\"");
        }
        Switch done = new Done(current, wanted);
        current = wanted;
        return done;
    }

    @Override
    public boolean clear() {
        cleared = state() == CacheState.BOUND;
        return cleared;
    }

    private record Done(CacheSpecification from, CacheSpecification to) implements Switch {

        @Override
        public long moved() {
            return 0;
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean await(Duration limit) {
            return true;
        }
    }
}

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
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.Switch;

/** A cache whose numbers stand still: core is another bundle, and this one knows only its interface. */
final class FixedCache implements ManagedCache {

    static final CacheCounters COUNTERS = new CacheCounters(1, 2, 3, 4, 5, 6, 7, 8);
    static final Latency MEASURED = new Latency(11, 50, 90, 99, 999, 2000);
    static final Latency UNMEASURED = new Latency(0, 0, 0, 0, 0, 0);

    private final String name;
    private final String consumer;
    private final CacheStatus status;
    CacheSpecification specification;
    boolean cleared;

    FixedCache(String name, String consumer, String specification, CacheStatus status) {
        this.name = name;
        this.consumer = consumer;
        this.status = status;
        this.specification = parsed(specification);
    }

    /** The HTTP cache on shared memory, with every number known. */
    static FixedCache http() {
        return new FixedCache(
                "http",
                "cache-socache",
                "shmcb:data/http.cache(64M)",
                new CacheStatus(10, 20, 30, COUNTERS, List.of(), Map.of("CacheSubcaches", 32L)));
    }

    /** A cache whose server can tell nothing, is down, and has a strange name. */
    static FixedCache remote() {
        return new FixedCache(
                "odd\"\\\n",
                "authn-socache",
                "redis:127.0.0.1:6379",
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

    @Override
    public String name() {
        return name;
    }

    @Override
    public String consumer() {
        return consumer;
    }

    @Override
    public CacheSpecification specification() {
        return specification;
    }

    @Override
    public CacheState state() {
        return status.entries() < 0 ? CacheState.DEGRADED : CacheState.BOUND;
    }

    @Override
    public String reason() {
        return status.entries() < 0 ? "127.0.0.1:6379 refused" : "";
    }

    @Override
    public CacheStatus status() {
        return status;
    }

    @Override
    public CacheStatistics statistics() {
        Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
        refused.put(Refusal.ENTRY_TOO_LARGE, 9L);
        refused.put(Refusal.BUSY, 1L);
        return new CacheStatistics(COUNTERS, refused, 12, MEASURED, UNMEASURED, UNMEASURED);
    }

    @Override
    public Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        if (!List.of("shmcb", "dbm").contains(wanted.provider())) {
            throw new InvalidSpecificationException("there is no provider \"" + wanted.provider() + "\"");
        }
        Switch done = new Done(specification, wanted);
        specification = wanted;
        return done;
    }

    @Override
    public boolean clear() {
        cleared = status.entries() >= 0;
        return cleared;
    }

    @Override
    public boolean remove(byte[] id) {
        return false;
    }

    @Override
    public void resetStatistics() {
        throw new UnsupportedOperationException("no page offers it");
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

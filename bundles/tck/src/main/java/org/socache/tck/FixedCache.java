// SPDX-License-Identifier: Apache-2.0
package org.socache.tck;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.Switch;

/**
 * A cache whose numbers stand still, for tests of what looks at caches: core is another bundle, and those know only its
 * interface. Whatever would change it fails, and so does asking for numbers that were not given.
 */
public class FixedCache implements ManagedCache {

    private final String name;
    private final String consumer;
    private final CacheSpecification specification;
    private final CacheState state;
    private final String reason;
    private final CacheStatus status;
    private final CacheStatistics statistics;

    /**
     * @param status null if nobody may ask for it
     * @param statistics null if nobody may ask for them
     */
    public FixedCache(
            String name,
            String consumer,
            CacheSpecification specification,
            CacheState state,
            String reason,
            CacheStatus status,
            CacheStatistics statistics) {
        this.name = name;
        this.consumer = consumer;
        this.specification = specification;
        this.state = state;
        this.reason = reason;
        this.status = status;
        this.statistics = statistics;
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
        return state;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public CacheStatus status() {
        return given(status, "its status may wait for a server");
    }

    @Override
    public CacheStatistics statistics() {
        return given(statistics, "its statistics are not asked for");
    }

    private static <T> T given(T numbers, String reason) {
        if (numbers == null) {
            throw new UnsupportedOperationException(reason);
        }
        return numbers;
    }

    @Override
    public Switch switchTo(CacheSpecification wanted) throws InvalidSpecificationException {
        throw changed();
    }

    @Override
    public boolean clear() {
        throw changed();
    }

    @Override
    public boolean remove(byte[] id) {
        throw changed();
    }

    @Override
    public void resetStatistics() {
        throw changed();
    }

    private static UnsupportedOperationException changed() {
        return new UnsupportedOperationException("this cache is only looked at");
    }
}

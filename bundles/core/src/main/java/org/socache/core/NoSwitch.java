// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;

import org.socache.api.CacheSpecification;
import org.socache.api.admin.Switch;

/**
 * A switch that had nothing to move: the cache was unbound before, or is there already.
 *
 * @param to where the cache is now
 */
record NoSwitch(CacheSpecification to) implements Switch {

    @Override
    public CacheSpecification from() {
        return to;
    }

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

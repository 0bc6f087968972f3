// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

/**
 * Bytes of requests and answers that all connections may hold together. Belongs to the selector thread.
 */
final class MemoryBudget {

    private final int limit;
    private final ServerCounters counters;
    private int held;

    MemoryBudget(int limit, ServerCounters counters) {
        this.limit = limit;
        this.counters = counters;
    }

    /** Takes the place of {@code before} bytes by {@code after}; false, and nothing changes, if that is too much. */
    boolean change(int before, int after) {
        int changed = held - before + after;
        if (after > before && changed > limit) {
            return false;
        }
        held = changed;
        counters.memoryHeld(held);
        return true;
    }
}

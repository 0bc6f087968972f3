// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.util.function.Predicate;

/**
 * Bytes of requests and answers that all connections may hold together. Belongs to the selector thread.
 */
final class MemoryBudget {

    private final int limit;
    private final ServerCounters counters;
    private final Predicate<Connection> roomMaker;
    private int held;

    /** @param roomMaker closes another connection than this one for its memory; false if there is none */
    MemoryBudget(int limit, ServerCounters counters, Predicate<Connection> roomMaker) {
        this.limit = limit;
        this.counters = counters;
        this.roomMaker = roomMaker;
    }

    /** Takes the place of {@code before} bytes by {@code after}; false, and nothing changes, if that is too much. */
    boolean change(Connection connection, int before, int after) {
        while (after > before && held - before + after > limit) {
            if (!roomMaker.test(connection)) {
                return false;
            }
        }
        held += after - before;
        counters.memoryHeld(held);
        return true;
    }
}

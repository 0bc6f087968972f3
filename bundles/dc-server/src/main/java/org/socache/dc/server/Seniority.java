// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who has been at what for longest, so that those who hold connections and memory without use give way to those who need them.
 * Belongs to the selector thread.
 */
final class Seniority {

    private final Set<Connection> idle = new LinkedHashSet<>();
    private final Set<Connection> keepingUsWaiting = new LinkedHashSet<>();

    /** It is between two requests from now on. */
    void idles(Connection connection) {
        idle.add(connection);
    }

    /** From now on it sends a request, or takes an answer. */
    void keepsUsWaiting(Connection connection) {
        keepingUsWaiting.add(connection);
    }

    /** It is at something else, or gone. */
    void leave(Connection connection) {
        idle.remove(connection);
        keepingUsWaiting.remove(connection);
    }

    /** Null if none is idle. */
    Connection idleLongest() {
        return idle.isEmpty() ? null : idle.iterator().next();
    }

    /** Of those that hold memory and keep us waiting, except one, the one that began first; null if there is none. */
    Connection slowestBeside(Connection one) {
        for (Connection slow : keepingUsWaiting) {
            if (slow != one && slow.holdsMemory()) {
                return slow;
            }
        }
        return null;
    }
}

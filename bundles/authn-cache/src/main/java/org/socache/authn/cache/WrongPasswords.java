// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.time.InstantSource;

/**
 * Counts wrong passwords on cached entries. A cached user must not be a cheaper target than one the back end answers for,
 * nor a hammer on the back end: past the limit, wrong passwords are refused unasked until the minute is over. The right
 * password still gets in, by the entry.
 */
final class WrongPasswords {

    private static final long WINDOW_MILLIS = 60_000;
    private static final int USERS = 10_000;

    private final BoundedMap<String, Window> windows = new BoundedMap<>(USERS);
    private final InstantSource clock;

    WrongPasswords(InstantSource clock) {
        this.clock = clock;
    }

    /** @param limit per minute; 0 for none */
    boolean exceeded(String user, int limit) {
        Window window = windows.get(user);
        return limit > 0 && window != null && isOpen(window) && window.count >= limit;
    }

    void add(String user) {
        windows.compute(
                user,
                (any, window) -> window == null || !isOpen(window)
                        ? new Window(clock.millis(), 1)
                        : new Window(window.start, window.count + 1));
    }

    void reset(String user) {
        windows.remove(user);
    }

    private boolean isOpen(Window window) {
        return Math.abs(clock.millis() - window.start) < WINDOW_MILLIS;
    }

    private record Window(long start, int count) {}
}

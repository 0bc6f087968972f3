// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one caller at a time do something about an id. Ids share a few locks; whoever holds one may be stuck in a provider, so nobody
 * waits for it without a limit.
 */
final class IdLocks {

    private static final int COUNT = 256;

    private final Lock[] locks = new Lock[COUNT];

    IdLocks() {
        Arrays.setAll(locks, n -> new ReentrantLock());
    }

    /** What the work brings forth, or the other one if there was no turn within the patience. */
    <T> T alone(byte[] id, Duration patience, Supplier<T> work, Supplier<T> otherwise) {
        int hash = Arrays.hashCode(id);
        Lock lock = locks[(hash ^ hash >>> 16) & COUNT - 1];
        if (!isTaken(lock, patience)) {
            return otherwise.get();
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isTaken(Lock lock, Duration patience) {
        try {
            return lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for those who are at work now; false if they were not done within the patience. */
    boolean await(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Lock lock : locks) {
            if (!isTaken(lock, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                return false;
            }
            lock.unlock();
        }
        return true;
    }
}

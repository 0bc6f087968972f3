// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Makes up for threads that requests hold while they wait for another one (CacheLock). With all threads of the server waiting,
 * the one they wait for would find none to write its response on, and they would wait as long as CacheLockMaxAge.
 */
final class ThreadLoan {

    /** So many may wait at a time; a thread costs some 100 kB. */
    private static final int MOST = 2_000;

    private static final AtomicInteger LENT = new AtomicInteger();

    private ThreadLoan() {}

    /**
     * Lets the pool have one thread more.
     *
     * @return takes it back; null if there is none left, or the pool is stopping
     */
    static Runnable of(ThreadPool pool) {
        if (!(pool instanceof ThreadPool.SizedThreadPool sized)) {
            return null;
        }
        if (LENT.incrementAndGet() > MOST) {
            LENT.decrementAndGet();
            return null;
        }
        resize(sized, 1);
        try {
            // a pool starts threads when it gets work, not when it may grow
            sized.execute(() -> {});
        } catch (RejectedExecutionException stopping) {
            takeBack(sized);
            return null;
        }
        return () -> takeBack(sized);
    }

    private static void takeBack(ThreadPool.SizedThreadPool pool) {
        resize(pool, -1);
        LENT.decrementAndGet();
    }

    private static void resize(ThreadPool.SizedThreadPool pool, int by) {
        synchronized (LENT) {
            pool.setMaxThreads(pool.getMaxThreads() + by);
        }
    }
}

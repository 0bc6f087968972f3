// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.socache.api.spi.ProviderException;

/**
 * Threads for calls to one instance that may hang: a caller waits for its call so long and no longer. The worker is not
 * interrupted then, since an interrupt closes file channels under other callers. A hung provider can hold {@link #COUNT} threads
 * and no more; when all are taken, a call waits for one as part of its limit.
 */
final class Workers {

    /** Threads at most. */
    static final int COUNT = 64;

    private final Supplier<Duration> limit;
    private final ThreadPoolExecutor threads;

    /** @param limit how long a call waits for a worker */
    Workers(String name, Supplier<Duration> limit) {
        this.limit = limit;
        this.threads = new ThreadPoolExecutor(
                0,
                COUNT,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "socache-" + name);
                    thread.setDaemon(true);
                    return thread;
                },
                this::awaitWorker);
    }

    /** Sixty-five callers at once are no outage: the last one waits until a worker is free. */
    private void awaitWorker(Runnable task, ThreadPoolExecutor taken) {
        try {
            if (taken.isShutdown() || !taken.getQueue().offer(task, limit.get().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RejectedExecutionException("no worker is free");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for a worker", stop);
        }
    }

    /**
     * The answer of a call.
     *
     * @throws TimeoutException if there is none after the patience; the call goes on
     * @throws RejectedExecutionException if no worker was free
     */
    <T> T call(Supplier<T> call, Duration patience) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        Future<T> answer = threads.submit(call::get);
        try {
            return answer.get(patience.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(Guard.message(failed.getCause()), failed.getCause());
        }
    }

    /** As {@link #call}, for those who take no answer for a fault like any other. */
    <T> T get(Supplier<T> call, Duration patience) {
        try {
            return call(call, patience);
        } catch (TimeoutException slow) {
            throw new ProviderException("no answer within " + patience.toMillis() + " ms", slow);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while waiting for an answer", stop);
        }
    }

    /** Lets the workers end when their calls do. */
    void shutdown() {
        threads.shutdown();
    }
}

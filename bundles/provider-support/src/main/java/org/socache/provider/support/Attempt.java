// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Something that takes as long as it likes, such as the system's resolver: done on a thread of its own, and given up after a
 * while. Costs a thread, so it is for what happens once a connection, not once a call.
 */
public final class Attempt {

    private Attempt() {}

    /**
     * What the work makes, if it does within the limit.
     *
     * @param discard gets what is made too late
     * @throws TimeoutException if it takes longer; the work is not interrupted
     * @throws ExecutionException if it failed; the cause says how
     */
    public static <T> T within(Duration limit, Callable<T> work, Consumer<T> discard)
            throws TimeoutException, ExecutionException, InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, work, discard), "socache-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException over) {
            if (result.completeExceptionally(over)) {
                throw over;
            }
            return result.get();
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work, Consumer<T> discard) {
        try {
            T made = work.call();
            if (!result.complete(made)) {
                discard.accept(made);
            }
        } catch (Exception | LinkageError failed) {
            result.completeExceptionally(failed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Work that may take its time and may hang, such as opening or closing a file: on a thread of its own, waited for so long and no
 * longer. An operator, a bundle that stops and the other caches of a node do not hang with it.
 */
final class Aside {

    /** Work that may fail with this. */
    interface Work<T, E extends Exception> {
        T get() throws E;
    }

    private Aside() {}

    /**
     * What the work brings forth.
     *
     * @param late is given what came after the patience was at an end
     * @throws TimeoutException if the work was not done by then; it goes on
     */
    @SuppressWarnings("unchecked") // what is thrown is E, unchecked, or an error
    static <T, E extends Exception> T get(String name, Duration patience, Work<T, E> work, Consumer<T> late)
            throws E, TimeoutException, InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        T result = work.get();
                        if (!done.complete(result)) {
                            late.accept(result);
                        }
                    } catch (Throwable fault) {
                        done.completeExceptionally(fault);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        try {
            return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw (E) failed.getCause();
        } finally {
            // whoever waits gives up now, or has what it waited for
            done.cancel(false);
        }
    }

    /** Runs the work; false if it was not done within the patience. What it throws is thrown here. */
    static boolean run(String name, Duration patience, Runnable work) {
        try {
            get(
                    name,
                    patience,
                    () -> {
                        work.run();
                        return null;
                    },
                    nothing -> {});
            return true;
        } catch (TimeoutException hangs) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

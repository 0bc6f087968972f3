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
     * What the work brings forth. Nothing of it is lost: it is answered, or given to {@code late}.
     *
     * @param late is given what came after the patience was at an end, or the caller was interrupted
     * @throws TimeoutException if the work was not done by then; it goes on
     */
    static <T, E extends Exception> T get(String name, Duration patience, Work<T, E> work, Consumer<T> late)
            throws E, TimeoutException, InterruptedException {
        CompletableFuture<T> result = start(name, work, late);
        try {
            return Aside.<T, E>await(result, patience);
        } catch (TimeoutException hangs) {
            if (result.cancel(false)) {
                throw hangs;
            }
            // it came at the last moment
            return Aside.<T, E>await(result, Duration.ZERO);
        } catch (InterruptedException stop) {
            if (!result.cancel(false)) {
                result.thenAccept(late);
            }
            throw stop;
        }
    }

    private static <T, E extends Exception> CompletableFuture<T> start(String name, Work<T, E> work, Consumer<T> late) {
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
        return done;
    }

    @SuppressWarnings("unchecked") // what the work throws is E, unchecked, or an error
    private static <T, E extends Exception> T await(CompletableFuture<T> result, Duration patience)
            throws E, TimeoutException, InterruptedException {
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw (E) failed.getCause();
        }
    }

    /**
     * Runs the work; false if it was not done within the patience. What it throws is thrown here. An interrupt does not end the
     * wait: who is told to stop must not leave a file half closed.
     */
    static boolean run(String name, Duration patience, Runnable work) {
        long deadline = System.nanoTime() + patience.toNanos();
        Work<Boolean, RuntimeException> done = () -> {
            work.run();
            return true;
        };
        CompletableFuture<Boolean> result = start(name, done, nothing -> {});
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(result, Duration.ofNanos(deadline - System.nanoTime()));
                } catch (InterruptedException stop) {
                    interrupted = true;
                } catch (TimeoutException hangs) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A line each second while a command works, so that who waits knows that it does: {@code clearing http, 3 s ...}. Work that
 * takes no second shows none.
 */
public final class Progress implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer;

    Progress(PrintStream console, String doing, Duration between, LongSupplier nanos) {
        long began = nanos.getAsLong();
        timer = Executors.newSingleThreadScheduledExecutor(line -> {
            Thread thread = new Thread(line, "socache-progress");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(
                () -> console.println(
                        doing + ", " + TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - began) + " s ..."),
                between.toMillis(),
                between.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Begins.
     *
     * @param doing what is done, for instance {@code clearing http}
     */
    public static Progress shown(PrintStream console, String doing) {
        return new Progress(console, doing, BETWEEN_LINES, System::nanoTime);
    }

    /** No line comes any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

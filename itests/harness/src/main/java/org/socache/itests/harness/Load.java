// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A load loop: every connection asks for all pages in turn, again and again, and checks each answer. */
public final class Load implements AutoCloseable {

    /** After a failure, so that a node that is down is not besieged. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Between the requests of a steady connection, some hundred a second. */
    private static final Duration BREATH = Duration.ofMillis(2);

    private final Karaf node;
    private final Duration breath;
    private final List<Thread> connections = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> damage = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicBoolean threadsKept = new AtomicBoolean();
    private volatile boolean running = true;

    private Load(Karaf node, Duration breath) {
        this.node = node;
        this.breath = breath;
    }

    /** Starts the loop, as fast as it goes. */
    public static Load on(Karaf karaf, int connections, List<String> pages) {
        return start(new Load(karaf, Duration.ZERO), connections, pages);
    }

    /** Starts the loop at a pace that leaves the processors to what goes on meanwhile: a boot, an update, a browser. */
    public static Load steadily(Karaf karaf, int connections, List<String> pages) {
        return start(new Load(karaf, BREATH), connections, pages);
    }

    private static Load start(Load load, int connections, List<String> pages) {
        for (int number = 0; number < connections; number++) {
            Browser browser = load.node.browser();
            int first = number * pages.size() / connections;
            Thread connection = new Thread(() -> load.ask(browser, pages, first), "load-" + number);
            load.connections.add(connection);
            connection.start();
        }
        return load;
    }

    private void ask(Browser browser, List<String> pages, int first) {
        for (int turn = first; running; turn++) {
            String page = pages.get(turn % pages.size());
            try {
                check(page, browser.get(page));
                LockSupport.parkNanos(breath.toNanos());
            } catch (HttpTimeoutException unanswered) {
                failures.add(page + ": " + unanswered + "; see threads.txt in " + node.file(""));
                if (threadsKept.compareAndSet(false, true)) {
                    node.keepThreads();
                }
            } catch (IOException fault) {
                failures.add(page + ": " + fault);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void check(String page, Answer answer) {
        answers.incrementAndGet();
        if (answer.isHit()) {
            hits.incrementAndGet();
        }
        if (answer.status() != 200) {
            failures.add(page + ": status " + answer.status());
        } else if (!answer.isIntact() || !DemoPages.isPage(page, answer)) {
            damage.add(page + ": " + answer.body().length + " bytes that are not that page: " + answer.headers());
        }
    }

    /** Requests that were not answered, or not with a 200. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Answers that were no whole page, or another page than was asked for. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    public long answers() {
        return answers.get();
    }

    public long hits() {
        return hits.get();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the loop; nobody asks any more after it. */
    public void stop() {
        running = false;
        for (Thread connection : connections) {
            try {
                connection.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

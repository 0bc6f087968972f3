// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.exchange.CachedServer.Place;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page that changes while many ask for it, for the whole, parts, heads and variants: who asks after a change gets the new one
 * (RFC 9111 section 4.4), and nobody gets two mixed. {@code -Dsocache.soak.seconds=60} is the long form.
 */
class ChangingPageTest {

    private static final long SECONDS = Long.getLong("socache.soak.seconds", 1);
    private static final int CLIENTS = 6;
    private static final int LENGTH = 8;

    private final AtomicLong version = new AtomicLong(1);
    /** The newest version whose change was answered: who asks now must not get an older one. */
    private final AtomicLong known = new AtomicLong(1);

    private CachedServer site;

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksAfterAChange_getsWhatIsNew(Place place) throws Exception {
        site = new CachedServer(place, "CacheLock", "on").page("/a", this::page).page("/comments", this::page);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        ExecutorService all = Executors.newFixedThreadPool(CLIENTS + 1);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            ends.add(all.submit(() -> repeat(this::ask, end)));
        }
        ends.add(all.submit(() -> repeat(this::change, end)));

        for (Future<?> one : ends) {
            one.get();
        }
        all.shutdown();
        assertThat(known.get()).isGreaterThan(1);
        Awaitility.await().until(() -> site.caching.fetches().isEmpty());
    }

    private static void repeat(Runnable action, long end) {
        do {
            action.run();
        } while (System.nanoTime() < end);
    }

    /** What an origin does takes its time, so that the others get in between. */
    private static void work() {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random(3000)));
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
        work();
        if (request.getMethod().equals("POST")) {
            version.incrementAndGet();
            work();
            response.setStatus(303);
            response.setHeader("Location", "/a");
            return;
        }
        long now = version.get();
        work();
        response.setHeader("Cache-Control", "max-age=10");
        response.setHeader("ETag", "\"" + now + "\"");
        if (request.getHeader("Accept-Language") != null || random(2) == 0) {
            response.setHeader("Vary", "Accept-Language");
        }
        send(request, response, now);
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, long now) throws IOException {
        String tag = "\"" + now + "\"";
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        String range = request.getHeader("Range");
        String condition = request.getHeader("If-Range");
        int from = 0;
        if (range != null && (condition == null || condition.equals(tag))) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
            response.setStatus(206);
            response.setHeader("Content-Range", "bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH);
        }
        response.getOutputStream().write(content(now).substring(from).getBytes(StandardCharsets.US_ASCII));
        response.flushBuffer();
        work();
    }

    private static String content(long version) {
        return String.format("%0" + LENGTH + "d", version);
    }

    private void ask() {
        long oldest = known.get();
        List<String> fields = new ArrayList<>(List.of("Accept", "text/plain"));
        if (random(4) == 0) {
            fields.addAll(List.of("Range", "bytes=" + random(LENGTH) + "-"));
        }
        if (random(3) == 0) {
            fields.addAll(List.of("Accept-Language", random(2) == 0 ? "en" : "de"));
        }
        String method = random(6) == 0 ? "HEAD" : "GET";

        HttpResponse<String> response = site.send(method, "/a", fields.toArray(String[]::new));

        String tag = response.headers().firstValue("ETag").orElseThrow();
        long got = Long.parseLong(tag.substring(1, tag.length() - 1));
        assertThat(got).as("%s %s", response, response.headers()).isGreaterThanOrEqualTo(oldest);
        if (method.equals("GET")) {
            assertThat(content(got)).as("%s", response.headers()).endsWith(response.body());
        }
    }

    private void change() {
        String url = "http://127.0.0.1:" + site.port() + "/a";
        switch (random(4)) {
            case 0 -> site.send("POST", "/a");
            case 1 -> site.send("POST", "/comments");
            case 2 -> purge(Selector.URL, url);
            default -> purge(Selector.PATTERN, url + "*");
        }
        known.set(version.get());
        if (random(3) == 0) {
            site.clock.advance(Duration.ofSeconds(random(12)));
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random(20_000)));
    }

    private void purge(Selector selector, String value) {
        version.incrementAndGet();
        site.caching.purge(new PurgeRequest(selector, value, false, false));
    }
}

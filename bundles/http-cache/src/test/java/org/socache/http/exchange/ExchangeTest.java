// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletResponse;

import org.awaitility.Awaitility;
import org.eclipse.jetty.security.DefaultIdentityService;
import org.eclipse.jetty.security.UserAuthentication;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.UserIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.TraceEntry;
import org.socache.http.engine.Reason;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Lease;
import org.socache.http.exchange.CachedServer.Page;
import org.socache.http.exchange.CachedServer.Place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.socache.http.exchange.CachedServer.outcome;

/** What clients and origins see of the cache, wherever it stands. */
@Timeout(30)
class ExchangeTest {

    /** Seconds that requests wait for each other on a busy machine, where the first must not give up before the last has come. */
    private static final int PATIENT = 30;

    private CachedServer site;

    private CachedServer start(Place place, String... directives) throws Exception {
        site = new CachedServer(place, directives);
        return site;
    }

    /** Whatever becomes of a fetch, it comes to an end. */
    @AfterEach
    void stop() throws Exception {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .until(() -> site.caching.fetches().isEmpty());
        site.close();
    }

    private static Page fresh(String body) {
        return (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print(body);
        };
    }

    /** A page of the version that the counter has, and a 304 for whoever has that one already. */
    private static Page versioned(AtomicInteger version) {
        return (request, response) -> {
            String tag = "\"v" + version.get() + "\"";
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("ETag", tag);
            if (tag.equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
                return;
            }
            response.setContentType("text/plain");
            response.getOutputStream().print("version " + version.get());
        };
    }

    // --- hits --------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void get_again_isAnsweredFromTheCacheWithAge(Place place) throws Exception {
        start(place).page("/a", fresh("grüß"));

        HttpResponse<String> first = site.get("/a");
        site.clock.advance(Duration.ofSeconds(7));
        HttpResponse<String> second = site.get("/a");

        assertThat(outcome(first)).isEqualTo("MISS");
        assertThat(outcome(second)).isEqualTo("HIT");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body()).isEqualTo("grüß");
        assertThat(second.headers().firstValue("Content-Type"))
                .isEqualTo(first.headers().firstValue("Content-Type"));
        assertThat(second.headers().allValues("Date"))
                .isEqualTo(first.headers().allValues("Date"))
                .hasSize(1);
        assertThat(Integer.parseInt(second.headers().firstValue("Age").orElseThrow()))
                .isBetween(7, 9);
        assertThat(site.calls("/a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void head_afterGet_isAnsweredFromTheSameEntry(Place place) throws Exception {
        start(place).page("/a", fresh("12345"));
        site.get("/a");

        HttpResponse<String> head = site.send("HEAD", "/a");

        assertThat(outcome(head)).isEqualTo("HIT");
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains("5");
        assertThat(site.calls("/a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void get_withTheTagOfTheEntry_is304FromTheCache(Place place) throws Exception {
        start(place).page("/a", versioned(new AtomicInteger(1)));
        site.get("/a");

        HttpResponse<String> second = site.get("/a", "If-None-Match", "\"v1\"");

        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(outcome(second)).isEqualTo("HIT");
        assertThat(site.calls("/a")).isEqualTo(1);
    }

    /** As Java's own client does on its first request to a server. */
    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, h2c, X-Cache: HIT",
        "FILTER, h2c, X-Cache: HIT",
        "QUICK_HANDLER, websocket, HTTP/1.1 200",
        "FILTER, websocket, HTTP/1.1 200"
    })
    void get_thatOffersAnotherProtocol_isLeftAloneUnlessItIsOfHttp(Place place, String protocol, String expected)
            throws Exception {
        start(place).page("/a", fresh("a"));
        site.get("/a");

        String answer = site.raw("GET /a HTTP/1.1\r\nHost: 127.0.0.1:" + site.port() + "\r\nUpgrade: " + protocol
                + "\r\nConnection: close, Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\n\r\n");

        assertThat(answer).contains(expected);
        assertThat(answer.contains("X-Cache")).isEqualTo(protocol.equals("h2c"));
    }

    @ParameterizedTest
    @EnumSource
    void range_ofAnEntry_isCutFromIt(Place place) throws Exception {
        start(place).page("/a", fresh("0123456789"));
        site.get("/a");

        HttpResponse<String> part = site.get("/a", "Range", "bytes=2-4");
        HttpResponse<String> parts = site.get("/a", "Range", "bytes=0-0,9-9");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(parts.statusCode()).isIn(200, 206);
        assertThat(site.calls("/a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void vary_eachVariantHasItsEntry(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Vary", "Accept-Language");
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print(request.getHeader("Accept-Language"));
        });
        site.get("/a", "Accept-Language", "de");
        site.get("/a", "Accept-Language", "fr");

        HttpResponse<String> german = site.get("/a", "Accept-Language", "de");
        HttpResponse<String> french = site.get("/a", "Accept-Language", "fr");

        assertThat(List.of(outcome(german), german.body())).containsExactly("HIT", "de");
        assertThat(List.of(outcome(french), french.body())).containsExactly("HIT", "fr");
    }

    @ParameterizedTest
    @EnumSource
    void redirect_withALifetime_isStoredWithAnAbsoluteLocation(Place place) throws Exception {
        start(place).page("/a/b", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.sendRedirect("c?d");
        });

        HttpResponse<String> first = site.get("/a/b");
        HttpResponse<String> second = site.get("/a/b");

        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(first.headers().firstValue("Location")).contains("http://127.0.0.1:" + site.port() + "/a/c?d");
        assertThat(outcome(second)).isEqualTo("HIT");
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
    }

    // --- validation ----------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void staleEntry_confirmedByTheOrigin_isServedWholeAndFreshAgain(Place place) throws Exception {
        start(place).page("/a", versioned(new AtomicInteger(1)));
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> validated = site.get("/a");
        HttpResponse<String> next = site.get("/a");

        assertThat(validated.statusCode()).isEqualTo(200);
        assertThat(validated.body()).isEqualTo("version 1");
        assertThat(outcome(validated)).isEqualTo("REVALIDATE");
        assertThat(outcome(next)).isEqualTo("HIT");
        assertThat(next.body()).isEqualTo("version 1");
        assertThat(site.calls("/a")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void staleEntry_confirmedBySendError304_isServedWhole(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("ETag", "\"v1\"");
            if (request.getHeader("If-None-Match") != null) {
                response.sendError(304);
            } else {
                response.getOutputStream().print("whole");
            }
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> validated = site.get("/a");

        assertThat(validated.statusCode()).isEqualTo(200);
        assertThat(validated.body()).isEqualTo("whole");
    }

    @ParameterizedTest
    @CsvSource({"QUICK_HANDLER, false", "QUICK_HANDLER, true", "FILTER, false", "FILTER, true"})
    void notModified_thatNobodyAskedFor_isABadGateway(Place place, boolean bySendError) throws Exception {
        start(place).page("/a", (request, response) -> {
            if (bySendError) {
                response.sendError(304);
            } else {
                response.setStatus(304);
            }
        });

        assertThat(site.get("/a").statusCode()).isEqualTo(502);
        assertThat(site.get("/a", "If-None-Match", "\"1\"").statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @EnumSource
    void staleEntry_confirmedAsynchronously_isServedWhole(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    versioned(new AtomicInteger(1)).serve(request, (HttpServletResponse) async.getResponse());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> validated = site.get("/a");

        assertThat(validated.statusCode()).isEqualTo(200);
        assertThat(validated.body()).isEqualTo("version 1");
        assertThat(outcome(validated)).isEqualTo("REVALIDATE");
    }

    @ParameterizedTest
    @EnumSource
    void staleEntry_changedAtTheOrigin_isReplaced(Place place) throws Exception {
        AtomicInteger version = new AtomicInteger(1);
        start(place).page("/a", versioned(version));
        site.get("/a");
        version.set(2);
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> second = site.get("/a");
        HttpResponse<String> third = site.get("/a");

        assertThat(second.body()).isEqualTo("version 2");
        assertThat(List.of(outcome(third), third.body())).containsExactly("HIT", "version 2");
    }

    /** Once more with an origin that flushes, or closes what it writes to, as template engines do. */
    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, nothing",
        "QUICK_HANDLER, flush",
        "QUICK_HANDLER, close",
        "FILTER, nothing",
        "FILTER, flush",
        "FILTER, close",
        "FILTER, writer"
    })
    void validation_answeredWith304OfAnotherTag_asksAgainWithoutConditions(Place place, String last) throws Exception {
        AtomicReference<String> tag = new AtomicReference<>("\"one\"");
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("ETag", tag.get());
            if (request.getHeader("If-None-Match") == null) {
                response.getWriter().print("content of " + tag.get());
                return;
            }
            response.setStatus(304);
            switch (last) {
                case "flush" -> response.flushBuffer();
                case "close" -> response.getOutputStream().close();
                case "writer" -> response.getWriter().close();
                default -> response.getHeader("ETag");
            }
        });
        site.get("/a");
        tag.set("\"two\"");
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> second = site.get("/a");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("content of \"two\"");
        assertThat(second.headers().firstValue("Date")).isPresent();
        assertThat(site.calls("/a")).isEqualTo(3);
        assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
    }

    @ParameterizedTest
    @EnumSource
    void staleWhileRevalidate_answersAtOnceAndAsksTheOriginBehindTheClientsBack(Place place) throws Exception {
        AtomicInteger version = new AtomicInteger(1);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60, stale-while-revalidate=600");
            response.setHeader(
                    "X-Seen",
                    request.getServerName() + ":" + request.getServerPort() + " " + request.getHeader("Accept-Language")
                            + " " + request.getHeader("If-None-Match"));
            response.setHeader("ETag", "\"v" + version.get() + "\"");
            response.getOutputStream().print("version " + version.get());
        });
        site.get("/a", "Accept-Language", "de");
        version.set(2);
        site.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> stale = site.get("/a", "Accept-Language", "fr");
        Awaitility.await().until(() -> site.caching.counters().stored() == 2);
        HttpResponse<String> next = site.get("/a");

        assertThat(List.of(outcome(stale), stale.body())).containsExactly("HIT", "version 1");
        assertThat(List.of(outcome(next), next.body())).containsExactly("HIT", "version 2");
        assertThat(next.headers().firstValue("X-Seen")).contains("127.0.0.1:" + site.port() + " fr \"v1\"");
        assertThat(site.calls("/a")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void staleWhileRevalidate_manyAtOnce_areOneValidation(Place place) throws Exception {
        CountDownLatch allAnswered = new CountDownLatch(1);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60, stale-while-revalidate=600");
            if (site.calls("/a") > 1) {
                await(allAnswered);
            }
            response.getOutputStream().print("version " + site.calls("/a"));
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));

        List<HttpResponse<String>> all = atOnce(20, "/a");
        allAnswered.countDown();
        Awaitility.await().until(() -> site.caching.counters().stored() == 2);

        assertThat(all).allSatisfy(response -> assertThat(response.body()).isEqualTo("version 1"));
        assertThat(site.calls("/a")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void staleWhileRevalidate_onASlowSharedCache_answersBeforeTheNodesAgreeWhoValidates(Place place) throws Exception {
        start(place, "CacheLock", "on", "CacheKeyBaseURL", "http://site").page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60, stale-while-revalidate=600");
            response.getOutputStream().print("version " + site.calls("/a"));
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));
        CountDownLatch agreed = new CountDownLatch(1);
        site.cache.shared(true);
        site.cache.holdUp(new CacheKey("http://site/a?").lease(), agreed);

        assertThat(site.get("/a").body()).isEqualTo("version 1");

        assertThat(site.calls("/a")).isEqualTo(1);
        agreed.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(site.get("/a").body()).isEqualTo("version 2"));
    }

    /** The one whose validation fails before it began must not stand in the way of the next. */
    @ParameterizedTest
    @EnumSource
    void staleWhileRevalidate_lookingForOthersFails_theNextRequestValidates(Place place) throws Exception {
        start(place, "CacheLock", "on", "CacheKeyBaseURL", "http://site").page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60, stale-while-revalidate=600");
            response.getOutputStream().print("version " + site.calls("/a"));
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));
        site.cache.shared(true);
        site.cache.failOnce(new CacheKey("http://site/a?").lease());

        assertThat(site.raw("GET /a HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n"))
                .endsWith("version 1");
        Awaitility.await().until(site.cache::hasFailed);

        Awaitility.await().untilAsserted(() -> assertThat(site.get("/a").body()).isEqualTo("version 2"));
    }

    @ParameterizedTest
    @EnumSource
    void staleWhileRevalidate_confirmedByTheOrigin_isFreshAgain(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60, stale-while-revalidate=600");
            response.setHeader("ETag", "\"v1\"");
            if ("\"v1\"".equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
            } else {
                response.getOutputStream().print("version 1");
            }
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));

        site.get("/a");

        Awaitility.await().until(() -> site.caching.counters().decisions(Reason.REVALIDATED) == 1);
        HttpResponse<String> next = site.get("/a");
        assertThat(next.headers().firstValueAsLong("Age").orElseThrow()).isLessThan(60);
        assertThat(next.body()).isEqualTo("version 1");
    }

    @ParameterizedTest
    @EnumSource
    void noCacheInTheRequest_goesToTheOriginAndRenewsTheEntry(Place place) throws Exception {
        AtomicInteger version = new AtomicInteger(1);
        start(place).page("/a", versioned(version));
        site.get("/a");
        version.set(2);

        HttpResponse<String> forced = site.get("/a", "Cache-Control", "no-cache");

        assertThat(forced.body()).isEqualTo("version 2");
        assertThat(site.get("/a").body()).isEqualTo("version 2");
    }

    @ParameterizedTest
    @EnumSource
    void onlyIfCached_withoutAnEntry_is504AndTheOriginIsNotAsked(Place place) throws Exception {
        start(place).page("/a", fresh("x"));

        assertThat(site.get("/a", "Cache-Control", "only-if-cached").statusCode())
                .isEqualTo(504);
        assertThat(site.calls("/a")).isZero();
    }

    // --- invalidation ---------------------------------------------------------

    @ParameterizedTest
    @EnumSource(names = {"QUICK_HANDLER", "FILTER"})
    void unsafeMethods_thatSucceed_takeTheEntryOut(Place place) throws Exception {
        start(place).page("/a", fresh("x"));
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "TIDY")) {
            site.get("/a");
            assertThat(outcome(site.get("/a"))).isEqualTo("HIT");

            HttpResponse<String> change = site.send(method, "/a", "Authorization", "Basic eDp4");

            assertThat(outcome(change)).as(method).isEqualTo("INVALIDATE");
            assertThat(outcome(site.get("/a"))).as("GET after " + method).isNotEqualTo("HIT");
        }
    }

    /** What was asked for before a change, and comes after it, is for who asked and for nobody else. */
    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, before, POST, /a, new",
        "QUICK_HANDLER, after, POST, /a, new",
        "QUICK_HANDLER, before, POST, /comments-of-a, new",
        "QUICK_HANDLER, before, POST, /b, old",
        "QUICK_HANDLER, before, OPTIONS, /a, old",
        "QUICK_HANDLER, before, URL, http://127.0.0.1:PORT/a, new",
        "QUICK_HANDLER, after, URL, http://127.0.0.1:PORT/a, new",
        "QUICK_HANDLER, before, URL, http://127.0.0.1:PORT/b, old",
        "QUICK_HANDLER, before, TAG, news, new",
        "QUICK_HANDLER, before, PATTERN, */a*, new",
        "QUICK_HANDLER, after, PATTERN, */a*, new",
        "QUICK_HANDLER, before, PATTERN, */b*, old",
        "FILTER, before, POST, /a, new",
        "FILTER, before, POST, /comments-of-a, new",
        "FILTER, after, URL, http://127.0.0.1:PORT/a, new"
    })
    void fetchUnderWay_whileThePageIsChanged_isNotStored(
            Place place, String head, String change, String of, String next) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        AtomicReference<String> content = slowToAnswer(start(place), head, asked, changed);
        site.page("/b", fresh("b")).page("/comments-of-a", (request, response) -> {
            response.setStatus(303);
            response.setHeader("Location", "/a");
        });
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> slow = client.submit(() -> site.get("/a"));
        await(asked);

        content.set("new");
        if (change.equals("POST") || change.equals("OPTIONS")) {
            site.send(change, of);
        } else {
            String value = of.replace("PORT", Integer.toString(site.port()));
            site.caching.purge(new PurgeRequest(Selector.valueOf(change), value, false, false));
        }
        changed.countDown();

        assertThat(slow.get().body()).isEqualTo("old");
        boolean known = head.equals("before") && next.equals("new");
        assertThat(site.caching.trace(10).stream().map(TraceEntry::reason).anyMatch(Reason.OUTDATED.label()::equals))
                .as("whether it was known when the head came")
                .isEqualTo(known);
        assertThat(site.get("/a").body()).isEqualTo(next);
        client.shutdown();
    }

    /**
     * A page that has its old content for who asked first, until then.
     *
     * @param head whether its head comes {@code before} or {@code after} that
     * @param asked told when it knows what it will say, and in the second case has said the head
     */
    private static AtomicReference<String> slowToAnswer(
            CachedServer site, String head, CountDownLatch asked, CountDownLatch until) {
        AtomicReference<String> content = new AtomicReference<>("old");
        site.page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            String now = content.get();
            if (request.getMethod().equals("GET") && now.equals("old")) {
                if (head.equals("after")) {
                    response.flushBuffer();
                }
                asked.countDown();
                await(until);
            }
            response.getOutputStream().print(now);
        });
        return content;
    }

    @ParameterizedTest
    @CsvSource({"URL, /a", "PATTERN, ''", "TAG, ''", "PATTERN, *", "TAG, news"})
    void fetchUnderWay_whileAPurgeIsRefusedOrTriedOut_isStored(Selector selector, String value) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch purged = new CountDownLatch(1);
        AtomicReference<String> content = slowToAnswer(start(Place.QUICK_HANDLER), "before", asked, purged);
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> slow = client.submit(() -> site.get("/a"));
        await(asked);

        if (selector == Selector.URL || value.isEmpty()) {
            assertThatThrownBy(() -> site.caching.purge(new PurgeRequest(selector, value, false, false)))
                    .isInstanceOf(IllegalArgumentException.class);
        } else {
            site.caching.purge(new PurgeRequest(selector, value, false, true));
        }
        content.set("new");
        purged.countDown();

        assertThat(slow.get().body()).isEqualTo("old");
        assertThat(site.get("/a").body()).isEqualTo("old");
        client.shutdown();
    }

    /** The second question comes after the change, and so does its answer. */
    @ParameterizedTest
    @EnumSource
    void fetchAskedAgain_afterThePageWasChanged_isStored(Place place) throws Exception {
        CountDownLatch changed = new CountDownLatch(1);
        start(place).page("/a", (request, response) -> {
            boolean isValidation = request.getHeader("If-None-Match") != null;
            if (isValidation) {
                await(changed);
            }
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("ETag", isValidation ? "\"2\"" : "\"1\"");
            response.setStatus(isValidation ? 304 : 200);
        });
        site.get("/a");
        site.clock.advance(Duration.ofSeconds(61));
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> slow = client.submit(() -> site.get("/a"));
        Awaitility.await().until(() -> site.calls("/a") == 2);

        site.send("POST", "/a");
        changed.countDown();

        assertThat(outcome(slow.get())).isEqualTo("MISS");
        assertThat(site.calls("/a")).isEqualTo(4);
        assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
        client.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void unsafeMethod_thatFails_leavesTheEntry(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            if (request.getMethod().equals("POST")) {
                response.sendError(409);
            } else {
                fresh("x").serve(request, response);
            }
        });
        site.get("/a");

        assertThat(site.send("POST", "/a").statusCode()).isEqualTo(409);
        assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
    }

    // --- what is not stored ----------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void responses_thatAreForOneUserOrForNobody_areNotStored(Place place) throws Exception {
        start(place)
                .page("/private", control("private, max-age=60"))
                .page("/no-store", control("no-store, max-age=60"))
                .page("/nothing", (request, response) -> response.getWriter().print("no lifetime, no validator"))
                .page("/cookie", (request, response) -> {
                    response.addCookie(new Cookie("session", "1"));
                    response.setDateHeader("Last-Modified", 0);
                    response.getWriter().print("x");
                })
                .page("/attribute", (request, response) -> {
                    request.setAttribute("no-cache", "1");
                    fresh("x").serve(request, response);
                })
                .page("/missing", (request, response) -> {
                    response.setHeader("Cache-Control", "max-age=60");
                    response.sendError(404);
                });
        for (String path : List.of("/private", "/no-store", "/nothing", "/cookie", "/attribute", "/missing")) {
            site.get(path);
            assertThat(outcome(site.get(path))).as(path).isNotEqualTo("HIT");
            assertThat(site.calls(path)).as(path).isEqualTo(2);
        }
        assertThat(site.cache.size()).isZero();
    }

    private static Page control(String cacheControl) {
        return (request, response) -> {
            response.setHeader("Cache-Control", cacheControl);
            response.getWriter().print("x");
        };
    }

    @ParameterizedTest
    @EnumSource
    void disabledUrl_isLeftAlone(Place place) throws Exception {
        start(place, "CacheDisable", "/live").page("/live/a", fresh("x"));
        site.get("/live/a");

        assertThat(outcome(site.get("/live/a"))).isEqualTo("none");
        assertThat(site.calls("/live/a")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void bodyOverTheLimit_passesWholeAndIsNotStored(Place place) throws Exception {
        String large = "0123456789".repeat(20_000);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            for (int i = 0; i < 20; i++) {
                response.getOutputStream().print("0123456789".repeat(1000));
            }
        });

        assertThat(site.get("/a").body()).isEqualTo(large);
        assertThat(site.get("/a").body()).isEqualTo(large);
        assertThat(site.calls("/a")).isEqualTo(2);
        assertThat(site.cache.size()).isZero();
    }

    // --- responses that are written in unusual ways ------------------------------

    @ParameterizedTest
    @EnumSource
    void firstBytes_reachTheClientWhileTheOriginStillWorks(Place place) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print("first ");
            response.flushBuffer();
            await(seen);
            response.getOutputStream().print("second");
        });
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            readUntil(socket.getInputStream(), "first ");
            seen.countDown();
            readUntil(socket.getInputStream(), "second");
        }
        HttpResponse<String> second = site.get("/a", "Host-Is", "other");
        assertThat(second.body()).isEqualTo("first second");
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next)
                    .as("before \"%s\" the response ended after: %s", end, text)
                    .isNotNegative();
            text.append((char) next);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flushesAndWriter_areStoredAsOneBody(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print("äh");
            response.getWriter().flush();
            response.getWriter().print(" öh");
            response.flushBuffer();
            response.getWriter().close();
        });
        site.get("/a");

        HttpResponse<String> second = site.get("/a");

        assertThat(List.of(outcome(second), second.body())).containsExactly("HIT", "äh öh");
    }

    @ParameterizedTest
    @EnumSource
    void resetBeforeTheFirstByteLeft_countsAsIfNothingHadBeen(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "no-store");
            response.getOutputStream().print("draft");
            response.reset();
            fresh("final").serve(request, response);
        });
        HttpResponse<String> first = site.get("/a");

        HttpResponse<String> second = site.get("/a");

        assertThat(first.body()).isEqualTo("final");
        assertThat(List.of(outcome(second), second.body())).containsExactly("HIT", "final");
    }

    @ParameterizedTest
    @EnumSource
    void headChangedAfterTheFirstByte_isHeeded(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print("secret");
            response.setHeader("Cache-Control", "no-store");
        });
        site.get("/a");
        site.get("/a");

        assertThat(site.calls("/a")).isEqualTo(2);
        assertThat(site.cache.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousOrigin_isStored(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    fresh("later").serve(request, (HttpServletResponse) async.getResponse());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        });
        assertThat(site.get("/a").body()).isEqualTo("later");

        HttpResponse<String> second = site.get("/a");

        assertThat(List.of(outcome(second), second.body())).containsExactly("HIT", "later");
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousDispatch_isStored(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            if (request.getAttribute("again") == null) {
                request.setAttribute("again", true);
                AsyncContext async = request.startAsync();
                async.start(async::dispatch);
            } else {
                fresh("dispatched").serve(request, response);
            }
        });
        assertThat(site.get("/a").body()).isEqualTo("dispatched");

        HttpResponse<String> second = site.get("/a");

        assertThat(List.of(outcome(second), second.body())).containsExactly("HIT", "dispatched");
    }

    @ParameterizedTest
    @EnumSource
    void writeListener_isStored(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            AsyncContext async = request.startAsync();
            ServletOutputStream output = async.getResponse().getOutputStream();
            AtomicInteger part = new AtomicInteger();
            output.setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() throws IOException {
                    while (output.isReady()) {
                        if (part.get() == 50) {
                            async.complete();
                            return;
                        }
                        output.write(("part " + part.getAndIncrement() + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }

                @Override
                public void onError(Throwable error) {
                    async.complete();
                }
            });
        });
        String body = site.get("/a").body();

        HttpResponse<String> second = site.get("/a");

        assertThat(body).startsWith("part 0\n").endsWith("part 49\n");
        assertThat(List.of(outcome(second), second.body())).containsExactly("HIT", body);
    }

    // --- responses that break off -------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void errorAfterTheFirstByte_leavesNothingInTheCache(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print("half");
            response.flushBuffer();
            throw new IllegalStateException("in the middle (part of the test)");
        });

        assertThatThrownBy(() -> site.get("/a")).isInstanceOf(CachedServer.BrokenResponse.class);

        assertThat(site.cache.size()).isZero();
        Awaitility.await().until(() -> site.caching.counters().abandoned() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void fewerBytesThanContentLength_leaveNothingInTheCache(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setContentLength(100);
            response.getOutputStream().print("too short");
            response.flushBuffer();
        });

        assertThatThrownBy(() -> site.get("/a")).isInstanceOf(CachedServer.BrokenResponse.class);
        assertThat(site.cache.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousOrigin_thatNeverAnswers_leavesNothingInTheCache(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            request.startAsync().setTimeout(50);
        });

        assertThat(site.get("/a").statusCode()).isEqualTo(500);
        assertThat(site.cache.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void clientThatGoesAway_leavesNothingTruncated(Place place) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            OutputStream output = response.getOutputStream();
            output.write(new byte[10_000]);
            response.flushBuffer();
            await(gone);
            for (int i = 0; i < 8; i++) {
                output.write(new byte[10_000]);
                response.flushBuffer();
            }
        });
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        }
        gone.countDown();

        HttpResponse<String> next = site.get("/a", "Host-Is", "other");

        assertThat(next.body()).hasSize(90_000);
    }

    // --- failing origins ------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void failingOrigin_staleEntryIsServed(Place place) throws Exception {
        for (Page failure : List.<Page>of(
                (request, response) -> response.sendError(503),
                (request, response) -> response.setStatus(500),
                (request, response) -> {
                    response.setStatus(502);
                    response.setContentLength(40_000);
                    response.getOutputStream().write(new byte[40_000]);
                },
                (request, response) -> {
                    throw new IllegalStateException("origin is broken (part of the test)");
                })) {
            AtomicInteger version = new AtomicInteger(1);
            AtomicReference<Page> page = new AtomicReference<>(versioned(version));
            start(place).page("/a", (request, response) -> page.get().serve(request, response));
            site.get("/a");
            page.set(failure);
            site.clock.advance(Duration.ofSeconds(61));

            HttpResponse<String> stale = site.get("/a");

            assertThat(stale.statusCode()).isEqualTo(200);
            assertThat(stale.body()).isEqualTo("version 1");
            assertThat(outcome(stale)).isEqualTo("HIT");
            assertThat(site.caching.counters().decisions(Reason.STALE_ON_ERROR)).isEqualTo(1);
            site.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void failingOrigin_withoutAnEntry_isSeenAsItIs(Place place) throws Exception {
        start(place)
                .page("/error", (request, response) -> response.sendError(503))
                .page("/throw", (request, response) -> {
                    throw new IllegalStateException("origin is broken (part of the test)");
                });

        assertThat(site.get("/error").statusCode()).isEqualTo(503);
        assertThat(site.get("/throw").statusCode()).isEqualTo(500);
        assertThat(site.get("/nowhere").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void failingOrigin_withAnErrorOfJava_leavesNobodyWaitingForIt(Place place) throws Exception {
        start(place, "CacheLock", "on").page("/a", (request, response) -> {
            throw new NoClassDefFoundError("origin is broken (part of the test)");
        });

        assertThat(site.get("/a").statusCode()).isEqualTo(500);
        assertThat(site.get("/a").statusCode()).isEqualTo(500);
        assertThat(site.caching.counters().lockTimeouts()).isZero();
    }

    // --- slow clients ---------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"QUICK_HANDLER, ''", "QUICK_HANDLER, 'bytes=0-9999999,10000001-19999999'", "FILTER, ''"})
    void clientsThatDoNotRead_ofAStoredResponse_holdNoThread(Place place, String range) throws Exception {
        byte[] film = new byte[20_000_000];
        start(place, "CacheSocacheMaxSize", "30000000").page("/film", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().write(film);
        });
        site.get("/film");
        List<Socket> clients = new ArrayList<>();
        try {
            for (int n = 0; n < 30; n++) {
                clients.add(askFor("/film", range));
            }
            for (Socket client : clients) {
                assertThat(client.getInputStream().readNBytes(8)).asString().isEqualTo("HTTP/1.1");
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(site.busyThreads()).isLessThan(clients.size() / 2));
            assertThat(outcome(site.get("/film"))).isEqualTo("HIT");

            // and who goes on reading gets all of it
            byte[] rest = clients.get(0).getInputStream().readNBytes(19_000_000);
            assertThat(rest).hasSize(19_000_000);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(site.calls("/film")).isEqualTo(1);
    }

    private Socket askFor(String path, String range) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress("127.0.0.1", site.port()));
        client.setSoTimeout(20_000);
        String field = range.isEmpty() ? "" : "Range: " + range + "\r\n";
        client.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + site.port() + "\r\n" + field + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return client;
    }

    // --- the store -------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void providerThatGoesAndComes_missesAndThenHitsAgain(Place place) throws Exception {
        start(place).page("/a", fresh("x"));
        site.get("/a");
        site.cache.bound(false);

        HttpResponse<String> without = site.get("/a");
        site.cache.bound(true);
        HttpResponse<String> again = site.get("/a");

        assertThat(List.of(without.statusCode(), outcome(without))).containsExactly(200, "MISS");
        assertThat(outcome(again)).isEqualTo("HIT");
    }

    @ParameterizedTest
    @EnumSource
    void damagedEntry_isAMissAndGone(Place place) throws Exception {
        start(place).page("/a", fresh("x"));
        site.get("/a");
        site.cache.damage();

        assertThat(outcome(site.get("/a"))).isEqualTo("MISS");
        assertThat(site.caching.counters().damaged()).isEqualTo(1);
        assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
    }

    // --- many at once ------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void lock_manyAtOnceForAStorablePage_areOneRequestToTheOrigin(Place place) throws Exception {
        start(place, "CacheLock", "on", "CacheLockMaxAge", "" + PATIENT).page("/a", (request, response) -> {
            Awaitility.await().until(() -> site.caching.waiting() >= 20);
            fresh("shared").serve(request, response);
        });

        List<HttpResponse<String>> all = atOnce(21, "/a");

        assertThat(all).allSatisfy(response -> assertThat(response.body()).isEqualTo("shared"));
        assertThat(site.calls("/a")).isEqualTo(1);
        assertThat(site.caching.counters().coalesced()).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource
    void lock_manyAtOnceForAPrivatePage_eachGetsItsOwn(Place place) throws Exception {
        start(place, "CacheLock", "on").page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "private, max-age=60");
            response.getWriter().print(request.getHeader("Cookie"));
        });

        List<HttpResponse<String>> all = atOnce(20, "/a");

        assertThat(all.stream().map(HttpResponse::body).distinct()).hasSize(20);
        assertThat(site.calls("/a")).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource
    void lock_aLeaderWhoseClientGoes_leavesNobodyWithAPartOfThePage(Place place) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        start(place, "CacheLock", "on").page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            OutputStream output = response.getOutputStream();
            output.write(new byte[10_000]);
            response.flushBuffer();
            if (site.calls("/a") == 1) {
                Awaitility.await().until(() -> site.caching.waiting() >= 5);
                await(gone);
            }
            for (int i = 0; i < 8; i++) {
                output.write(new byte[10_000]);
                response.flushBuffer();
            }
        });
        ExecutorService others = Executors.newSingleThreadExecutor();
        Future<List<HttpResponse<String>>> waiting;
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoLinger(true, 0);
            String request = "GET /a HTTP/1.1\r\nHost: 127.0.0.1:" + site.port() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
            waiting = others.submit(() -> atOnce(5, "/a"));
            Awaitility.await().until(() -> site.caching.waiting() >= 5);
        }
        gone.countDown();

        assertThat(waiting.get())
                .allSatisfy(response -> assertThat(response.body()).hasSize(90_000));
        assertThat(site.calls("/a")).as("one of them takes the lead").isEqualTo(2);
        others.shutdown();
    }

    /** Many frameworks hide from a page that its client has gone, and it ends as if all had been sent. */
    @ParameterizedTest
    @EnumSource
    void clientThatGoes_unnoticedByTheOrigin_leavesNoPartOfThePage(Place place) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            OutputStream output = response.getOutputStream();
            try {
                output.write(new byte[10_000]);
                response.flushBuffer();
                if (site.calls("/a") == 1) {
                    await(gone);
                }
                for (int i = 0; i < 100; i++) {
                    output.write(new byte[10_000]);
                    response.flushBuffer();
                }
            } catch (IOException clientHasGone) {
                ended.countDown();
            }
        });
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoLinger(true, 0);
            String request = "GET /a HTTP/1.1\r\nHost: 127.0.0.1:" + site.port() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        }
        gone.countDown();
        await(ended);
        Awaitility.await().until(() -> site.caching.fetches().isEmpty());

        assertThat(site.get("/a").body()).hasSize(1_010_000);
    }

    /** Jetty makes the content of the error page, so there is nothing to store whoever leads. */
    @ParameterizedTest
    @EnumSource
    void lock_aPageThatIsNeverWhole_isNotFetchedForOneAfterTheOther(Place place) throws Exception {
        CountDownLatch together = new CountDownLatch(3);
        start(place, "CacheLock", "on", "CacheLockMaxAge", "" + PATIENT).page("/a", (request, response) -> {
            int call = site.calls("/a");
            if (call <= 2) {
                Awaitility.await().until(() -> site.caching.waiting() >= 5 - call);
            } else {
                together.countDown();
                await(together);
            }
            response.setHeader("Cache-Control", "max-age=60");
            response.sendError(404);
        });

        assertThat(atOnce(5, "/a"))
                .allSatisfy(response -> assertThat(response.statusCode()).isEqualTo(404));
        assertThat(together.getCount()).isZero();
    }

    /** Its answer is of no use to those who want the content. */
    @ParameterizedTest
    @EnumSource
    void lock_aHead_leadsNobody(Place place) throws Exception {
        CountDownLatch fetched = new CountDownLatch(1);
        start(place, "CacheLock", "on", "CacheLockMaxAge", "" + PATIENT).page("/a", (request, response) -> {
            if (request.getMethod().equals("HEAD")) {
                await(fetched);
            } else {
                Awaitility.await().until(() -> site.caching.waiting() >= 4);
            }
            fresh("x").serve(request, response);
        });
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> head = other.submit(() -> site.send("HEAD", "/a"));
        Awaitility.await().until(() -> site.calls("/a") == 1);

        List<HttpResponse<String>> all = atOnce(5, "/a");
        fetched.countDown();

        assertThat(all).allSatisfy(response -> assertThat(response.body()).isEqualTo("x"));
        assertThat(head.get().statusCode()).isEqualTo(200);
        assertThat(site.calls("/a")).isEqualTo(2);
        other.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void lock_aSlowLeader_releasesTheOthersAfterCacheLockMaxAge(Place place) throws Exception {
        CountDownLatch othersDone = new CountDownLatch(1);
        start(place, "CacheLock", "on", "CacheLockMaxAge", "1").page("/a", (request, response) -> {
            if (site.calls("/a") == 1) {
                await(othersDone);
            }
            fresh("x").serve(request, response);
        });
        ExecutorService leader = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> slow = leader.submit(() -> site.get("/a"));
        Awaitility.await().until(() -> site.calls("/a") == 1);

        HttpResponse<String> other = site.get("/a");
        othersDone.countDown();

        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(slow.get().statusCode()).isEqualTo(200);
        assertThat(site.caching.counters().lockTimeouts()).isEqualTo(1);
        leader.shutdown();
    }

    // --- many at once, on two nodes with one cache ------------------------------------------

    /** Starts the site and another node of it; both pages count as the site's. */
    private CachedServer startTwo(Place place, int lockMaxAge, Page page) throws Exception {
        String[] directives = {
            "CacheLock", "on", "CacheLockMaxAge", Integer.toString(lockMaxAge), "CacheKeyBaseURL", "http://site"
        };
        start(place, directives).page("/a", page);
        site.cache.shared(true);
        return new CachedServer(place, site, directives).page("/a", page);
    }

    @ParameterizedTest
    @EnumSource
    void lock_manyAtOnceOnTwoNodes_areOneRequestToTheOrigin(Place place) throws Exception {
        AtomicReference<CachedServer> peer = new AtomicReference<>();
        peer.set(startTwo(place, PATIENT, (request, response) -> {
            // the leader of the other node does not wait for a flight, but for the other node
            Awaitility.await()
                    .until(() -> site.caching.waiting() + peer.get().caching.waiting() >= 2 * 10 - 2);
            fresh("shared").serve(request, response);
        }));
        try (CachedServer other = peer.get()) {
            // nodes that miss at the same moment may both lead
            ExecutorService first = Executors.newSingleThreadExecutor();
            Future<HttpResponse<String>> leader = first.submit(() -> site.get("/a"));
            Awaitility.await().until(() -> site.calls("/a") == 1);
            List<HttpResponse<String>> all = new ArrayList<>(atOnce(19, "/a", other, site));
            all.add(leader.get());
            first.shutdown();

            assertThat(all).allSatisfy(response -> assertThat(response.body()).isEqualTo("shared"));
            assertThat(site.calls("/a") + other.calls("/a")).isEqualTo(1);
            Counters led = other.caching.counters();
            assertThat(led.decisions(Reason.COLLAPSED_BETWEEN_NODES)).isEqualTo(1);
            assertThat(led.decisions(Reason.COLLAPSED)).isEqualTo(9);
            assertThat(led.coalesced()).isEqualTo(10);
            assertThat(site.cache.retrieve(
                            new CacheKey("http://site/a?").lease().bytes()))
                    .as("the lease, once the page is there")
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void lock_aPrivatePageOnTwoNodes_eachGetsItsOwn(Place place) throws Exception {
        try (CachedServer other = startTwo(place, 2, (request, response) -> {
            response.setHeader("Cache-Control", "private, max-age=60");
            response.getWriter().print(request.getHeader("Cookie"));
        })) {
            List<HttpResponse<String>> all = atOnce(20, "/a", site, other);

            assertThat(all.stream().map(HttpResponse::body).distinct()).hasSize(20);
            assertThat(site.calls("/a") + other.calls("/a")).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lock_aNodeThatDiedWithTheLease_holdsTheOthersUpNoLongerThanCacheLockMaxAge(Place place) throws Exception {
        try (CachedServer other = startTwo(place, 2, fresh("x"))) {
            byte[] lease = new CacheKey("http://site/a?").lease().bytes();
            site.cache.store(lease, site.clock.millis() + 1000, new Lease(1).encode());

            List<HttpResponse<String>> all = atOnce(6, "/a", site, other);

            assertThat(all).allSatisfy(response -> assertThat(response.body()).isEqualTo("x"));
            assertThat(site.calls("/a") + other.calls("/a")).isBetween(1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lock_leaseThatCannotBeRead_countsAsNone(Place place) throws Exception {
        try (CachedServer other = startTwo(place, 2, fresh("x"))) {
            byte[] lease = new CacheKey("http://site/a?").lease().bytes();
            site.cache.store(lease, site.clock.millis() + 60_000, new byte[] {1, 2, 3});

            assertThat(other.get("/a").body()).isEqualTo("x");
            assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
        }
    }

    private List<HttpResponse<String>> atOnce(int count, String path) throws Exception {
        return atOnce(count, path, site);
    }

    private static List<HttpResponse<String>> atOnce(int count, String path, CachedServer... nodes) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(count);
        List<Future<HttpResponse<String>>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String cookie = "user=" + i;
            CachedServer node = nodes[i % nodes.length];
            pending.add(clients.submit(() -> node.get(path, "Cookie", cookie)));
        }
        List<HttpResponse<String>> all = new ArrayList<>();
        for (Future<HttpResponse<String>> one : pending) {
            all.add(one.get(30, TimeUnit.SECONDS));
        }
        clients.shutdown();
        return all;
    }

    // --- operators --------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void purge_byUrlTagOrPattern_tellsHowManyAndTakesThemOut(Place place) throws Exception {
        start(place);
        for (PurgeRequest request : List.of(
                new PurgeRequest(Selector.URL, "http://127.0.0.1:" + site.port() + "/a", false, false),
                new PurgeRequest(Selector.TAG, "news", false, false),
                new PurgeRequest(Selector.PATTERN, "*/a*", false, false),
                new PurgeRequest(Selector.PATTERN, "http://*/a", false, false),
                new PurgeRequest(Selector.PATTERN, "HTTP://127.0.0.1:" + site.port() + "/a*", false, false))) {
            site.page("/a", tagged("news")).page("/b", tagged("sport"));
            site.get("/a");
            site.get("/b");

            PurgeRequest dry = new PurgeRequest(request.selector(), request.value(), false, true);
            assertThat(site.caching.purge(dry).entries()).as("%s", dry).isEqualTo(1);
            assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
            assertThat(site.caching.purge(request).entries()).as("%s", request).isEqualTo(1);
            assertThat(outcome(site.get("/a"))).as("%s", request).isEqualTo("MISS");
            assertThat(outcome(site.get("/b"))).isEqualTo("HIT");
        }
    }

    @ParameterizedTest
    @EnumSource
    void purge_soft_validatesInsteadOfFetching(Place place) throws Exception {
        start(place).page("/a", versioned(new AtomicInteger(1)));
        site.get("/a");

        site.caching.purge(new PurgeRequest(Selector.PATTERN, "*", true, false));

        assertThat(outcome(site.get("/a"))).isEqualTo("REVALIDATE");
    }

    private static Page tagged(String tag) {
        return (request, response) -> {
            response.setHeader("Surrogate-Key", tag + " all");
            fresh("x").serve(request, response);
        };
    }

    @ParameterizedTest
    @EnumSource
    void trace_tellsTheLastDecisionsNewestFirst(Place place) throws Exception {
        start(place).page("/a", fresh("x"));
        site.get("/a");
        site.get("/a");

        List<TraceEntry> trace = site.caching.trace(2);

        assertThat(trace).extracting(TraceEntry::outcome).containsExactly("HIT", "MISS");
        assertThat(trace.get(0).url()).endsWith("/a");
        assertThat(trace.get(0).reason()).isEqualTo("fresh");
        assertThat(trace.get(0).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void userKnownToTheContainer_countsAsAuthorization(Place place) throws Exception {
        AtomicReference<String> control = new AtomicReference<>("max-age=60");
        start(place).page("/a", (request, response) -> {
            UserIdentity user = new DefaultIdentityService().newUserIdentity(null, () -> "joe", new String[0]);
            Request.getBaseRequest(request).setAuthentication(new UserAuthentication("FORM", user));
            response.setHeader("Cache-Control", control.get());
            response.getWriter().print("of joe");
        });
        site.get("/a");
        assertThat(outcome(site.get("/a"))).isEqualTo("MISS");

        control.set("public, max-age=60");
        site.get("/a");
        assertThat(outcome(site.get("/a"))).isEqualTo("HIT");
    }
}

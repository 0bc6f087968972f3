// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Five hundred users ask for one cold page at the same moment, which takes its origin two seconds. */
@ExtendWith(SharedNode.class)
@TestInstance(Lifecycle.PER_CLASS)
class CollapsingIT {

    private static final int USERS = 500;
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Origin origin = new Origin();
    private final ReverseProxy proxy;

    CollapsingIT(Karaf karaf) throws IOException {
        proxy = new ReverseProxy(karaf);
    }

    @BeforeAll
    void putBehindTheCache() throws IOException {
        origin.page("/shared", exchange -> answerSlowly(exchange, "max-age=60", "the page"));
        origin.page("/filtered", exchange -> answerSlowly(exchange, "max-age=60", "the page"));
        origin.page("/private", exchange -> answerSlowly(exchange, "private, max-age=60", credentials(exchange)));
        origin.page("/cookie", exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "session=" + credentials(exchange));
            answerSlowly(exchange, "no-cache", credentials(exchange));
        });
        proxy.cacheOn("shmcb:data/collapsing.cache(16777216)", "CacheLock = on", "CacheLockMaxAge = 30");
        proxy.forward("collapsing", "/collapsing/", origin.port());
    }

    @AfterAll
    void leaveAsFound() {
        proxy.withdraw("collapsing");
        origin.close();
    }

    @Test
    void storablePage_isFetchedOnce() {
        List<HttpResponse<String>> answers = askTogether("/collapsing/shared", false);

        assertThat(answers).extracting(HttpResponse::body).containsOnly("the page");
        assertThat(origin.requests("/shared")).isEqualTo(1);
    }

    @Test
    void storablePage_withTheFilterAlone_isFetchedOnce() throws IOException {
        proxy.cacheOn(
                "shmcb:data/collapsing-filter.cache(16777216)",
                "CacheLock = on",
                "CacheLockMaxAge = 30",
                "CacheQuickHandler = off");
        List<HttpResponse<String>> answers = askTogether("/collapsing/filtered", false);

        assertThat(answers).extracting(HttpResponse::body).containsOnly("the page");
        assertThat(origin.requests("/filtered")).isEqualTo(1);
    }

    @Test
    void privatePage_isFetchedForEach_andReachesNobodyElse() {
        List<HttpResponse<String>> answers = askTogether("/collapsing/private", true);

        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsExactlyElementsOf(IntStream.range(0, USERS)
                        .mapToObj(CollapsingIT::credentials)
                        .toList());
        assertThat(origin.requests("/private")).isEqualTo(USERS);
    }

    @Test
    void pageThatSetsCookies_isFetchedForEach_andReachesNobodyElse() {
        List<HttpResponse<String>> answers = askTogether("/collapsing/cookie", true);

        assertThat(answers)
                .extracting(answer -> answer.headers().firstValue("Set-Cookie").orElse("none"))
                .containsExactlyElementsOf(IntStream.range(0, USERS)
                        .mapToObj(user -> "session=" + credentials(user))
                        .toList());
        assertThat(origin.requests("/cookie")).isEqualTo(USERS);
    }

    private List<HttpResponse<String>> askTogether(String path, boolean authorized) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, USERS)
                .mapToObj(user -> client.sendAsync(request(path, user, authorized), BodyHandlers.ofString()))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private HttpRequest request(String path, int user, boolean authorized) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.base() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Cookie", "user=" + user);
        return (authorized ? request.header("Authorization", "Bearer " + user) : request).build();
    }

    private static String credentials(int user) {
        return "user=" + user + "&Bearer " + user;
    }

    private static String credentials(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Cookie") + "&"
                + exchange.getRequestHeaders().getFirst("Authorization");
    }

    private static void answerSlowly(HttpExchange exchange, String cacheControl, String body) throws IOException {
        LockSupport.parkNanos(SLOW.toNanos());
        Origin.answer(exchange, cacheControl, body.getBytes(UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.http.exchange.CachedServer.Place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socache.http.exchange.CachedServer.outcome;

/** What one client sends must not change what another one gets. */
@Timeout(30)
class PoisoningTest {

    private CachedServer site;

    @AfterEach
    void stop() {
        site.close();
    }

    private CachedServer start(Place place, String... directives) throws Exception {
        site = new CachedServer(place, directives);
        return site;
    }

    private String host() {
        return "127.0.0.1:" + site.port();
    }

    /** RFC 9110 section 7.6.1: Connection says what ends here; a page that saw the field all the same is its page. */
    @ParameterizedTest
    @EnumSource
    void fieldThatConnectionNames_isSeenByTheOriginAsItCountsForVary(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("Vary", "Cookie");
            response.getOutputStream().print("for " + request.getHeader("Cookie"));
        });

        site.raw("GET /a HTTP/1.1\r\nHost: " + host() + "\r\nCookie: mallory\r\nConnection: close, cookie\r\n\r\n");

        assertThat(site.get("/a").body()).isEqualTo("for null");
    }

    /** RFC 9110 section 9.3.1: content of a GET says nothing to a cache, but some origins read it. */
    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, Content-Length: 4",
        "FILTER, Content-Length: 4",
        "QUICK_HANDLER, Transfer-Encoding: chunked",
        "FILTER, Transfer-Encoding: chunked"
    })
    void getWithContent_isNotSharedWithThoseWithout(Place place, String framing) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            byte[] content = request.getInputStream().readAllBytes();
            response.getOutputStream().print("for [" + new String(content, StandardCharsets.US_ASCII) + "]");
        });
        String content = framing.startsWith("T") ? "4\r\nevil\r\n0\r\n\r\n" : "evil";
        String request =
                "GET /a HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" + framing + "\r\n\r\n" + content;

        assertThat(site.raw(request)).endsWith("for [evil]");
        assertThat(site.get("/a").body()).isEqualTo("for []");
        assertThat(site.raw(request)).endsWith("for [evil]");
    }

    /** RFC 9112 section 3.2.2. */
    @ParameterizedTest
    @EnumSource
    void targetInAbsoluteForm_withAnotherHost_isSeenByTheOriginAsItIsFiled(Place place) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print("for " + request.getHeader("Host"));
        });

        site.raw("GET http://" + host() + "/a HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n");

        assertThat(site.get("/a").body()).isEqualTo("for " + host());
    }

    /** RFC 9110 section 7.4: who asks for https over a plain connection is not to write pages of https. */
    @ParameterizedTest
    @EnumSource
    void targetInAbsoluteForm_ofAnotherScheme_isNotStored(Place place) throws Exception {
        start(place).page("/a", PoisoningTest::cacheable);

        site.raw("GET https://" + host() + "/a HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");

        assertThat(site.cache.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, GET http://HOST, 200",
        "FILTER, GET http://HOST, 200",
        "QUICK_HANDLER, OPTIONS *, 404",
        "FILTER, OPTIONS *, 404",
        "QUICK_HANDLER, GET http://user@HOST/, 400",
        "FILTER, GET http://user@HOST/, 400",
    })
    void targetWithoutAPath_isNoFault(Place place, String line, int status) throws Exception {
        start(place).page("/", (request, response) -> response.getOutputStream().print("root"));

        assertThat(site.raw(line.replace("HOST", host()) + " HTTP/1.1\r\nHost: " + host()
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    /** RFC 9112 section 3.2. */
    @ParameterizedTest
    @CsvSource({"QUICK_HANDLER, HOST, evil", "QUICK_HANDLER, evil, HOST", "FILTER, evil, HOST", "FILTER, HOST, HOST"})
    void hostMoreThanOnce_isRefused(Place place, String first, String second) throws Exception {
        start(place).page("/a", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.getOutputStream().print("for " + request.getHeader("Host"));
        });

        String hosts = "Host: " + first + "\r\nHost: " + second + "\r\n";
        assertThat(site.raw("GET /a HTTP/1.1\r\n" + hosts.replace("HOST", host()) + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(site.cache.size()).isZero();
    }

    /** RFC 9110 section 7.8: a server may ignore Upgrade, and RFC 9111 section 4.4 knows no exception. */
    @ParameterizedTest
    @EnumSource
    void unsafeMethod_thatOffersAnUpgrade_takesTheEntryOut(Place place) throws Exception {
        start(place).page("/a", PoisoningTest::cacheable);
        site.get("/a");

        site.raw("DELETE /a HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n");

        HttpResponse<String> next = site.get("/a");
        assertThat(outcome(next)).isEqualTo("MISS");
    }

    /** What the container takes for a path below it is below it. */
    @ParameterizedTest
    @CsvSource({
        "QUICK_HANDLER, /public/../private/a",
        "QUICK_HANDLER, /%70rivate/a",
        "QUICK_HANDLER, /private;x/a",
        "QUICK_HANDLER, //private/a",
        "QUICK_HANDLER, /private%2Fa",
        "FILTER, /public/../private/a",
        "FILTER, /%70rivate/a",
        "FILTER, /private;x/a"
    })
    void disabledPath_inAnotherSpelling_isDisabled(Place place, String target) throws Exception {
        start(place, "CacheDisable", "/private/");
        site.page(target, PoisoningTest::cacheable);

        assertThat(site.raw("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(site.cache.size()).isZero();
    }

    private static void cacheable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "max-age=60");
        response.getOutputStream().print("x");
    }
}

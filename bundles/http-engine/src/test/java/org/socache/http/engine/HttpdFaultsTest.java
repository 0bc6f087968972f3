// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults of httpd's mod_cache that must not come back, each under its name. */
class HttpdFaultsTest {

    private final Site site = new Site();

    @Test
    void bodyLostAfterARevalidation() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"");
        site.get("/a");
        site.pass(20).origin(304, "", "ETag", "\"1\"").get("/a");

        Site.Reply later = site.pass(1).get("/a");

        assertThat(later.body()).isEqualTo("page");
        assertThat(later.field("Content-Length")).isEqualTo("4");
    }

    @Test
    void cacheMaxExpireWithoutEffectOnMaxAge() {
        Site strict = new Site(CachePolicy.builder().maxExpire(1).build());
        strict.origin("page", "Cache-Control", "max-age=600");
        strict.get("/a");

        assertThat(strict.pass(3).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void cacheMaxExpireWithoutEffectOnExpires() {
        Site strict = new Site(CachePolicy.builder().maxExpire(1).build());
        strict.origin("page", "Expires", strict.date(600));
        strict.get("/a");

        assertThat(strict.pass(3).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void cacheMinExpireAppliesToEstimatesOnly() {
        Site site = new Site(CachePolicy.builder().minExpire(600).build());
        site.origin("estimated", "Last-Modified", site.date(-10)).get("/a");
        site.origin("stated", "Cache-Control", "max-age=1").get("/b");
        site.pass(3);

        assertThat(site.get("/a").body()).isEqualTo("estimated");
        assertThat(site.origin("newer").get("/b").body()).isEqualTo("newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "M-SEARCH", "UNHEARD-OF"})
    void authenticatedPatchAndUnknownWritesNotInvalidating(String method) {
        site.origin("page", "Cache-Control", "max-age=600").get("/a");
        site.origin("done").send(method, "/a", "Authorization", "Basic x");

        assertThat(site.records).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Location, /b",
        "Location, b",
        "Content-Location, http://www.example.com/b",
        "Content-Location, //www.example.com:80/b",
        "Location, ./x/../b#fragment",
    })
    void locationAndContentLocationNeverInvalidated(String name, String reference) {
        site.origin("page", "Cache-Control", "max-age=600").get("/b");
        site.origin(201, "done", name, reference).send("POST", "/a");

        assertThat(site.records).isEmpty();
    }

    @Test
    void locationOfAnotherOrigin_isLeftAlone() {
        site.origin("page", "Cache-Control", "max-age=600").get("/b");
        site.origin(201, "done", "Location", "https://www.example.com/b").send("POST", "/a");

        assertThat(site.records).hasSize(1);
    }

    @Test
    void onlyTheMatchingVariantInvalidated() {
        site.origin("en", "Cache-Control", "max-age=600", "Vary", "Foo").get("/a", "Foo", "1");
        site.origin("de", "Cache-Control", "max-age=600", "Vary", "Foo").get("/a", "Foo", "2");
        site.origin("done").send("DELETE", "/a");

        assertThat(site.records).isEmpty();
    }

    @Test
    void staleUnderMustRevalidateWhileLocked() {
        site.origin("page", "Cache-Control", "max-age=10, must-revalidate", "ETag", "\"1\"")
                .get("/a");
        site.pass(20);
        RequestHead request = new RequestHead("GET", EffectiveUri.of("http", "www.example.com", "/a"), Fields.EMPTY);
        RequestDecision.Forward forward =
                (RequestDecision.Forward) site.engine().decide(request, site);

        assertThat(site.engine().serveWhileLocked(forward.exchange())).isNull();
    }

    @Test
    void staleWhileLocked_otherwiseIsServed() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"").get("/a");
        site.pass(20);
        RequestHead request = new RequestHead("GET", EffectiveUri.of("http", "www.example.com", "/a"), Fields.EMPTY);
        RequestDecision.Forward forward =
                (RequestDecision.Forward) site.engine().decide(request, site);

        assertThat(site.engine().serveWhileLocked(forward.exchange()).reason()).isEqualTo(Reason.STALE_LOCK_HELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=0", "max-age=5", "min-fresh=1"})
    void staleWhileLocked_thoughTheClientSaysHowFresh(String control) {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"").get("/a");
        site.pass(20);
        RequestHead request = new RequestHead(
                "GET", EffectiveUri.of("http", "www.example.com", "/a"), Fields.of("Cache-Control", control));
        RequestDecision.Forward forward =
                (RequestDecision.Forward) site.engine().decide(request, site);

        assertThat(site.engine().serveWhileLocked(forward.exchange())).isNull();
    }

    @Test
    void requestMaxAgeRevivingWhatExpiresDeclaredDead() {
        site.origin("page", "Expires", site.date(10)).get("/a");

        assertThat(site.pass(20)
                        .origin("newer")
                        .get("/a", "Cache-Control", "max-age=1000")
                        .body())
                .isEqualTo("newer");
    }

    @Test
    void setCookieReplayedWithoutExplicitFreshness() {
        site.origin("page", "Last-Modified", site.date(-1000), "Set-Cookie", "session=1");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.SET_COOKIE);
        assertThat(site.records).isEmpty();
    }

    @Test
    void requestHeadersOfTheFirstClientKept() {
        site.origin("page", "Cache-Control", "max-age=10", "Vary", "Foo")
                .get("/a", "Foo", "one", "Cookie", "secret", "User-Agent", "agent");

        assertThat(site.records.values())
                .allSatisfy(record -> assertThat(new String(record, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret", "agent"));
    }

    @Test
    void absoluteFormNotCoveredByCacheEnable() {
        EffectiveUri uri = EffectiveUri.of("http", "other", "http://www.example.com/a");

        assertThat(UrlPattern.parse("/").matches(uri)).isTrue();
        assertThat(site.engine().key(uri))
                .isEqualTo(site.engine().key(EffectiveUri.of("http", "www.example.com", "/a")));
    }

    @Test
    void statusWithAnUnknownCacheControlWordStored() {
        assertThat(site.origin(403, "no", "Cache-Control", "unheard-of")
                        .get("/a")
                        .reason())
                .isEqualTo(Reason.STATUS_NOT_CACHEABLE);
    }

    @Test
    void varyOnlyFirstValueOfARepeatedFieldUsed() {
        site.origin("12", "Cache-Control", "max-age=600", "Vary", "Foo").get("/a", "Foo", "1", "Foo", "2");

        assertThat(site.get("/a", "Foo", "1,2").body()).isEqualTo("12");
        assertThat(site.origin("13", "Cache-Control", "max-age=600", "Vary", "Foo")
                        .get("/a", "Foo", "1", "Foo", "3")
                        .body())
                .isEqualTo("13");
    }

    @Test
    void stalenessOnErrorUnbounded() {
        site.origin("page", "Cache-Control", "max-age=10, stale-if-error=30").get("/a");

        assertThat(site.pass(39).origin(503, "down").get("/a").body()).isEqualTo("page");
        assertThat(site.pass(2).origin(503, "down").get("/a").body()).isEqualTo("down");
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=10", "no-cache"})
    void stalenessOnErrorInconsistentAboutSharedMaxAge(String control) {
        site.origin("page", "Cache-Control", "max-age=10, " + control, "ETag", "\"1\"")
                .get("/a");
        site.pass(20);

        assertThat(site.origin(503, "down").get("/a").status()).isEqualTo(503);
        assertThat(site.originDead().get("/a").status()).isEqualTo(502);
    }

    @Test
    void entityFieldsIn304() {
        site.origin(
                        "page",
                        "Cache-Control",
                        "max-age=10",
                        "ETag",
                        "\"1\"",
                        "Content-Type",
                        "a/b",
                        "Content-Language",
                        "en")
                .get("/a");

        Site.Reply reply = site.get("/a", "If-None-Match", "\"1\"");

        assertThat(reply.fields().toString()).doesNotContain("Content-");
    }

    @Test
    void sessionIdentifierInTheMiddleOfTheQuery() {
        Site ids = new Site(CachePolicy.builder()
                .sessionIdentifiers(java.util.List.of("sid"))
                .build());

        assertThat(ids.engine().key(uri("/a?x=1&sid=7&y=2")).text()).isEqualTo("http://www.example.com:80/a?x=1&y=2");
        assertThat(ids.engine().key(uri("/a?sid=7&y=2")).text()).isEqualTo("http://www.example.com:80/a?y=2");
        assertThat(ids.engine().key(uri("/a?x=1&sid=7")).text()).isEqualTo("http://www.example.com:80/a?x=1");
        assertThat(ids.engine().key(uri("/a?xsid=7")).text()).isEqualTo("http://www.example.com:80/a?xsid=7");
        assertThat(ids.engine().key(uri("/a;sid=7?x=1")).text()).isEqualTo("http://www.example.com:80/a?x=1");
        assertThat(ids.engine().key(uri("/a;sid=7/b")).text()).isEqualTo("http://www.example.com:80/a;sid=7/b?");
    }

    /** CVE-2018-1303 and CVE-2014-3581: an empty line of the head, and an empty Content-Type, crashed the process. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Empty", "Content-Type", "Vary", "ETag", "Expires", "Cache-Tag", "Age"})
    void crashOnAnEmptyField(String name) {
        site.origin("page", "Cache-Control", "max-age=10", name, "").get("/a", name, "");

        assertThat(site.get("/a").field(name)).isEqualTo(name.equals("Age") ? "0" : "");
    }

    /** CVE-2010-1452 and CVE-2013-4352; PR 60577: in absolute form the key was another one. */
    @ParameterizedTest
    @ValueSource(strings = {"http://www.example.com", "HTTP://WWW.example.com:80/", "http://www.example.com:/"})
    void crashOnARequestWithoutPath_andAnotherKeyForTheAbsoluteForm(String target) {
        assertThat(site.engine().key(EffectiveUri.of("http", null, target)))
                .isEqualTo(site.engine().key(uri("/")));
    }

    @Test
    void hostFieldSplittingTheCache() {
        Site one = new Site(CachePolicy.builder()
                .keyBase(KeyBase.parse("http://site.example/"))
                .build());

        assertThat(one.engine().key(EffectiveUri.of("http", "a.example", "/a")))
                .isEqualTo(one.engine().key(EffectiveUri.of("https", "b.example:8443", "/a")));
    }

    /** PR 63288. */
    @Test
    void quotedArgumentsUnread() {
        site.origin("page", "Cache-Control", "max-age=\"60\", stale-if-error=\"30\"")
                .get("/a");

        assertThat(site.pass(59).get("/a").body()).isEqualTo("page");
        assertThat(site.pass(30).originDead().get("/a").body()).isEqualTo("page");
    }

    /** PR 56881 and PR 45341: what was for the cache's own question went to a client who had asked none. */
    @ParameterizedTest
    @ValueSource(strings = {"max-age=10", "no-store", "private"})
    void notModifiedToAClientWithoutCondition(String controlOf304) {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"").get("/a");
        Site.Reply reply = site.pass(20)
                .origin(304, "", "Cache-Control", controlOf304, "ETag", "\"1\"")
                .get("/a");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("page");
    }

    /** PR 53539. */
    @Test
    void typeOfTheErrorPageOnTheStaleOne() {
        site.origin("page", "Cache-Control", "max-age=10", "Content-Type", "text/plain")
                .get("/a");
        Site.Reply reply = site.pass(20)
                .origin(503, "down", "Content-Type", "text/html", "Content-Encoding", "gzip")
                .get("/a");

        assertThat(reply.body()).isEqualTo("page");
        assertThat(reply.field("Content-Type")).isEqualTo("text/plain");
        assertThat(reply.field("Content-Encoding")).isNull();
    }

    /** A directive for one place dropped what the server said; the limit of size did so in 2.4.5. */
    @Test
    void directiveOfALocationDroppingThoseOfTheServer() {
        CachePolicy server = CachePolicy.builder().maxSize(5000).maxExpire(7).build();
        CachePolicy location = server.toBuilder().cacheHeader(true).build();

        assertThat(location.maxSize()).isEqualTo(5000);
        assertThat(location.maxExpire()).isEqualTo(7);
    }

    private static EffectiveUri uri(String target) {
        return EffectiveUri.of("http", "www.example.com", target);
    }
}

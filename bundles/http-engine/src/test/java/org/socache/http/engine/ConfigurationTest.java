// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Directives that are read here: URL patterns, CacheKeyBaseURL, the header reports. */
class ConfigurationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/docs                      | http://a/docs/x        | true",
                "/docs                      | http://a/docsx         | true",
                "/docs                      | http://a/Docs          | false",
                "http://a/                  | http://a:8080/x        | true",
                "http://a:80/               | http://a:8080/x        | false",
                "https://a/                 | http://a/x             | false",
                "http:///x                  | http://anybody/x       | true",
                "http://*example.com/       | http://myexample.com/  | true",
                "http://.example.com/       | http://myexample.com/  | false",
                "http://.example.com/       | http://my.example.com/ | true",
                "HTTP://A                   | http://a/              | true",
            })
    void urlPattern(String pattern, String uri, boolean matches) {
        assertThat(UrlPattern.parse(pattern).matches(EffectiveUri.of("http", null, uri)))
                .isEqualTo(matches);
    }

    @Test
    void urlPattern_neitherPathNorUrl_isRefused() {
        assertThatThrownBy(() -> UrlPattern.parse("docs")).hasMessageContaining("\"docs\" is neither a path");
        assertThatThrownBy(() -> UrlPattern.parse("http://a:b/")).hasMessageContaining("port \"b\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://www.example.com:80/ | http://www.example.com:80/a?",
                "http://www.example.com     | http://www.example.com/a?",
                "https://                   | https://host:8080/a?",
                "://:99                     | http://host:99/a?",
            })
    void keyBase(String base, String key) {
        CachePolicy policy = CachePolicy.builder().keyBase(KeyBase.parse(base)).build();

        assertThat(new CacheEngine(policy, Clock.systemUTC())
                        .key(EffectiveUri.of("http", "host:8080", "/a"))
                        .text())
                .isEqualTo(key);
    }

    @Test
    void keyBase_ofNothing_isRefused() {
        assertThatThrownBy(() -> KeyBase.parse("/a")).hasMessageContaining("has no scheme, host or port");
    }

    @Test
    void ignoreQueryString_makesOneKey() {
        CachePolicy policy = CachePolicy.builder().ignoreQueryString(true).build();

        assertThat(new CacheEngine(policy, Clock.systemUTC())
                        .key(EffectiveUri.of("http", "h", "/a?b"))
                        .text())
                .isEqualTo("http://h:80/a?");
    }

    @Test
    void reports_sayWhatHappened() {
        Site site = new Site(CachePolicy.builder()
                .cacheHeader(true)
                .detailHeader(true)
                .serverName("web1")
                .build());
        Site.Reply miss = site.origin("page", "Cache-Control", "max-age=60", "Cache-Status", "up; hit")
                .get("/a");
        Site.Reply hit = site.pass(1).get("/a");

        assertThat(miss.field("Cache-Status")).isEqualTo("up; hit, web1; fwd=uri-miss; fwd-status=200; stored");
        assertThat(miss.field("X-Cache")).isEqualTo("MISS from web1");
        assertThat(hit.field("Cache-Status")).isEqualTo("up; hit, web1; hit; ttl=59");
        assertThat(hit.field("X-Cache")).isEqualTo("HIT from web1");
        assertThat(hit.field("X-Cache-Detail")).isEqualTo("\"cache hit\" from web1");
    }

    /** RFC 9211 section 2: a response that comes from no other and from no store has no member of ours. */
    @Test
    void ownAnswers_haveNoCacheStatus() {
        Site site = new Site(CachePolicy.builder().cacheHeader(true).build());

        Site.Reply timeout = site.get("/a", "Cache-Control", "only-if-cached");
        Site.Reply failure = site.originDead().get("/a");

        assertThat(List.of(timeout.status(), failure.status())).containsExactly(504, 502);
        assertThat(timeout.field("Cache-Status")).isNull();
        assertThat(failure.field("Cache-Status")).isNull();
        assertThat(timeout.field("X-Cache")).isEqualTo("MISS from socache");
    }

    /** RFC 9211 section 2.6. */
    @Test
    void sharedAnswer_saysThatItWasCollapsed() {
        Site site = new Site();
        site.origin("page", "Cache-Control", "max-age=60").get("/a");
        RequestHead request = new RequestHead("GET", EffectiveUri.of("http", "www.example.com", "/a"), Fields.EMPTY);

        Serve serve = (Serve) site.engine().decideAgain(request, site, Reason.COLLAPSED);

        assertThat(serve.head().fields().first("Cache-Status"))
                .isEqualTo("socache; hit; ttl=60; collapsed; detail=collapsed");
    }

    @Test
    void reasons_allHaveTextSourceAndKind() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.text()).isNotBlank().doesNotContain("\"");
            assertThat(reason.source()).matches("RFC \\d+ .*|httpd .*|Socache");
            assertThat(reason.label()).matches("[a-z0-9-]+");
        }
    }

    @Test
    void policy_wrongValues_areRefusedWithTheValue() {
        CachePolicy.Builder builder = CachePolicy.builder();

        assertThatThrownBy(() -> builder.maxSize(100)).hasMessage("CacheSocacheMaxSize 100 is below the minimum 1024");
        assertThatThrownBy(() -> builder.maxExpire(-1)).hasMessage("CacheMaxExpire -1 is negative");
        assertThatThrownBy(() -> builder.lastModifiedFactor(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> builder.serverName("a b")).hasMessageContaining("\"a b\" is not a token");
        assertThatThrownBy(() -> builder.variantLimit(0)).hasMessageContaining("0 variants");
    }

    @Test
    void ignoreHeaders_areNotStored() {
        Site site = new Site(
                CachePolicy.builder().ignoreHeaders(List.of("set-cookie")).build());
        site.origin("page", "Last-Modified", site.date(-10_000), "Set-Cookie", "a=b")
                .get("/a");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.FRESH);
        assertThat(site.get("/a").field("Set-Cookie")).isNull();
    }

    @Test
    void damagedRecord_isAMissAndReported() {
        Site site = new Site();
        site.origin("page", "Cache-Control", "max-age=60").get("/a");
        site.records.values().forEach(record -> record[record.length - 1]++);

        assertThat(site.origin("newer").get("/a").body()).isEqualTo("newer");
        assertThat(site.damaged).hasSize(1);
    }
}

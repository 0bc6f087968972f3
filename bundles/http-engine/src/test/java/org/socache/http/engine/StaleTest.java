// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 5861: stale content while the origin works or fails; purges that leave it as a fallback. */
class StaleTest {

    private final Site site = new Site();

    @Test
    void staleWhileRevalidate_inItsWindow_servesAndValidatesInTheBackground() {
        site.origin("page", "Cache-Control", "max-age=10, stale-while-revalidate=30", "ETag", "\"1\"", "Vary", "Foo")
                .get("/a", "Foo", "1");

        site.pass(39).origin("newer", "Cache-Control", "max-age=10", "Vary", "Foo");
        Site.Reply stale = site.get("/a", "Foo", "1", "Range", "bytes=0-0", "If-None-Match", "\"0\"");

        assertThat(stale.reason()).isEqualTo(Reason.STALE_WHILE_REVALIDATE);
        assertThat(stale.body()).isEqualTo("p");
        assertThat(stale.field("Cache-Status")).isEqualTo("socache; hit; ttl=-29; detail=stale-while-revalidate");
        assertThat(site.lastSeen().fields().toString()).isEqualTo("Foo: 1\nIf-None-Match: \"1\"\n");
        assertThat(site.get("/a", "Foo", "1").body()).isEqualTo("newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", ""})
    void staleWhileRevalidate_requestThatAnnouncesContent_isRepeatedWithoutTheFieldsThatDo(String tag) {
        site.origin("page", "Cache-Control", "max-age=10, stale-while-revalidate=30", "ETag", tag)
                .get("/a");

        site.pass(20).origin("newer", "Cache-Control", "max-age=10");
        site.get("/a", "Content-Length", "0", "content-type", "text/plain", "Expect", "100-continue", "Foo", "1");

        assertThat(site.lastSeen().fields().contains("Foo")).isTrue();
        assertThat(site.lastSeen().fields().contains("Content-Length")).isFalse();
        assertThat(site.lastSeen().fields().contains("Content-Type")).isFalse();
        assertThat(site.lastSeen().fields().contains("Expect")).isFalse();
    }

    @Test
    void staleWhileRevalidate_afterItsWindow_waitsForTheOrigin() {
        site.origin("page", "Cache-Control", "max-age=10, stale-while-revalidate=30")
                .get("/a");

        assertThat(site.pass(40).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void staleWhileRevalidate_againstMustRevalidate_waitsForTheOrigin() {
        site.origin("page", "Cache-Control", "max-age=10, must-revalidate, stale-while-revalidate=30")
                .get("/a");

        assertThat(site.pass(20).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void originFails_servesStale() {
        site.origin("page", "Cache-Control", "max-age=10").get("/a");
        site.pass(20);

        assertThat(site.origin(503, "down").get("/a").reason()).isEqualTo(Reason.STALE_ON_ERROR);
        assertThat(site.originDead().get("/a").body()).isEqualTo("page");
        assertThat(site.originDead().get("/a", "Cache-Control", "no-cache").status())
                .isEqualTo(502);
    }

    @Test
    void originFails_staleOnErrorOff_passesTheErrorAndKeepsTheCopy() {
        Site raw = new Site(CachePolicy.builder().staleOnError(false).build());
        raw.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"").get("/a");

        assertThat(raw.pass(20).origin(503, "down").get("/a").status()).isEqualTo(503);
        assertThat(raw.origin(304, "").get("/a").body()).isEqualTo("page");
    }

    @Test
    void newResponseThatMayNotBeStored_removesTheOldOne() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"").get("/a");
        site.pass(20).origin("newer", "Cache-Control", "no-store").get("/a");

        assertThat(site.records).isEmpty();
    }

    @Test
    void responseOlderThanTheStored_isNotStored() {
        site.origin("page", "Cache-Control", "max-age=100").get("/a");
        Site.Reply reply = site.origin("older", "Cache-Control", "max-age=100", "Date", site.date(-60))
                .get("/a", "Cache-Control", "no-cache");

        assertThat(reply.reason()).isEqualTo(Reason.OLDER_THAN_STORED);
        assertThat(site.get("/a").body()).isEqualTo("page");
    }

    /** RFC 9111 section 4: of two responses the most recent is used, by Date, whichever came to its end first. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Foo"})
    void responseThatIsOvertakenByANewerOne_isNotStored(String vary) {
        RequestHead request = new RequestHead("GET", EffectiveUri.of("http", "www.example.com", "/a"), Fields.EMPTY);
        Exchange slow = ((RequestDecision.Forward) site.engine().decide(request, site)).exchange();
        Fields fields = Fields.of("Cache-Control", "max-age=60", "Vary", vary, "Date", site.date(0));
        ResponseDecision.Store begun =
                (ResponseDecision.Store) site.engine().received(slow, new ResponseHead(200, fields), site);

        site.pass(5)
                .origin("newer", "Cache-Control", "max-age=60", "Vary", vary)
                .get("/a");
        site.apply(site.engine().commit(begun.pending(), Body.of(ByteBuffer.allocate(5)), site));

        assertThat(site.get("/a").body()).isEqualTo("newer");
    }

    @Test
    void storedDateStillToCome_doesNotRuleOutWhatComesAfterIt() {
        site.origin("wrong clock", "Cache-Control", "max-age=10", "Date", site.date(3600))
                .get("/a");
        site.pass(20).origin("right clock", "Cache-Control", "max-age=10").get("/a");

        assertThat(site.get("/a").body()).isEqualTo("right clock");
    }

    @Test
    void expire_keepsTheCopyForValidation() {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"").get("/a");
        site.apply(site.engine().expire(site.records.keySet().iterator().next(), site));

        assertThat(site.origin(304, "").get("/a").reason()).isEqualTo(Reason.REVALIDATED);
    }

    @Test
    void purge_removesAllVariants() {
        site.origin("1", "Cache-Control", "max-age=100", "Vary", "Foo").get("/a", "Foo", "1");
        site.origin("2", "Cache-Control", "max-age=100", "Vary", "Foo").get("/a", "Foo", "2");
        site.apply(site.engine().purge(site.records.keySet().iterator().next(), site));

        assertThat(site.records).isEmpty();
    }

    /** RFC 5861 section 4 names four; RFC 9111 section 4.3.3 lets a cache take every 5xx so. An answer below 500 is the answer. */
    @ParameterizedTest
    @CsvSource({
        "500, page",
        "502, page",
        "503, page",
        "504, page",
        "599, page",
        "400, other",
        "403, other",
        "404, other",
        "410, other",
        "429, other",
        "302, other",
    })
    void answerToAValidation_aboveFourHundred(int status, String body) {
        site.origin("page", "Cache-Control", "max-age=10, stale-if-error=60", "ETag", "\"1\"")
                .get("/a");

        assertThat(site.pass(20).origin(status, "other").get("/a").body()).isEqualTo(body);
    }

    /** RFC 5861 section 4: the request may say it too. */
    @ParameterizedTest
    @CsvSource({"29, page", "31, ''"})
    void staleIfError_ofTheRequest_boundsIt(long staleFor, String body) {
        site.origin("page", "Cache-Control", "max-age=10").get("/a");

        assertThat(site.pass(10 + staleFor)
                        .originDead()
                        .get("/a", "Cache-Control", "stale-if-error=30")
                        .body())
                .isEqualTo(body);
    }

    /** RFC 8246 section 2: it is about reloads; who says no-cache, or has a stale one, gets an answer of the origin. */
    @ParameterizedTest
    @CsvSource({"max-age=0, 0, page", "max-age=5, 30, page", "no-cache, 0, newer", "max-age=0, 60, newer"})
    void immutable_isForReloadsWhileFresh(String control, long after, String body) {
        site.origin("page", "Cache-Control", "max-age=60, immutable").get("/a");

        assertThat(site.pass(after)
                        .origin("newer")
                        .get("/a", "Cache-Control", control)
                        .body())
                .isEqualTo(body);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.engine.message.Fields;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 section 4.2: until when a stored response is used, and with which Age. */
class FreshnessTest {

    private final Site site = new Site();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=3600",
                "MaX-AgE=3600",
                "max-age=\"3600\"",
                "max-age=003600",
                "max-age=2147483648",
                "max-age=99999999999",
                "s-maxage=3600, max-age=0",
                "max-age=0, s-maxage=3600",
                "max-age=3600, unknown=\"max-age=1\"",
                "max-age=3600, max-age=0",
                "public, max-age=3600,,",
            })
    void cacheControl_positiveLifetime_isServed(String control) {
        site.origin("page", "Cache-Control", control);
        site.get("/a");

        Site.Reply second = site.pass(3).get("/a");

        assertThat(second.reason()).isEqualTo(Reason.FRESH);
        assertThat(second.body()).isEqualTo("page");
        assertThat(second.field("Age")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({"2147483647, 2147483647", "2147483648, 2147483648", "99999999999999999999, 2147483648"})
    void cacheControl_lifetimeTooLarge_isTheLargestThereIs(String seconds, long ttl) {
        Site patient = new Site(CachePolicy.builder().maxExpire(Long.MAX_VALUE).build());
        patient.origin("page", "Cache-Control", "max-age=" + seconds).get("/a");

        assertThat(patient.get("/a").field("Cache-Status")).isEqualTo("socache; hit; ttl=" + ttl);
    }

    /** As large as Jetty takes a field: nothing that reads it may need stack for each character. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\\\"", ","})
    void cacheControl_longQuotedValue_isReadToItsEnd(String repeated) {
        site.origin(
                "page", "Cache-Control", "unknown=\"" + repeated.repeat(8192 / repeated.length()) + "\", max-age=60");
        site.get("/a");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.FRESH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=0",
                "max-age=-1",
                "max-age=2",
                "max-age='3600'",
                "max-age=3600.0",
                "max-age=a100",
                "max-age=100a",
                "max-age =3600",
                "max-age= 3600",
                "max-age",
                "max-age=1, max-age=3600",
                "extension=\"max-age=3600\", max-age=1",
                "max-age=3600, s-maxage=1",
                "no-cache, max-age=3600",
                "No-CaChE, max-age=3600",
            })
    void cacheControl_noLifetimeLeft_isNotServed(String control) {
        site.origin("page", "Cache-Control", control, "Expires", site.date(5000));
        site.get("/a");

        site.pass(3).origin("newer", "Cache-Control", control);

        assertThat(site.get("/a").body()).isEqualTo("newer");
    }

    @ParameterizedTest
    @CsvSource({
        "7200, false",
        "0, true",
        "'7200, 0', false",
        "'0, 7200', true",
        "abc, true",
        "-7200, true",
        "7200.0, true",
        "7200;foo=bar, true",
        "2147483648, false",
        "99999999999999999999, false",
    })
    void age_firstMemberCountsAndWhatIsNoNumberIsIgnored(String age, boolean served) {
        site.origin("page", "Cache-Control", "max-age=3600", "Age", age);
        site.get("/a");
        if (!served) {
            site.origin("newer", "Cache-Control", "max-age=3600");
        }

        assertThat(site.get("/a").body()).isEqualTo(served ? "page" : "newer");
    }

    @Test
    void age_ofTheOrigin_isAddedToTheTimeHere() {
        site.origin("page", "Cache-Control", "max-age=600", "Age", "30");
        site.get("/a");

        assertThat(site.pass(3).get("/a").field("Age")).isEqualTo("33");
    }

    @Test
    void date_inThePast_countsAsAge() {
        site.origin("page", "Cache-Control", "max-age=600", "Date", site.date(-500));
        site.get("/a");

        assertThat(site.pass(99).get("/a").field("Age")).isEqualTo("599");
        assertThat(site.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @ParameterizedTest
    @CsvSource({"100, true", "0, false", "-100, false"})
    void expires_isRelativeToDate(long seconds, boolean served) {
        site.origin("page", "Date", site.date(-50), "Expires", site.date(seconds - 50 + 50), "ETag", "\"1\"");
        site.get("/a");
        if (!served) {
            site.origin("newer");
        }

        assertThat(site.get("/a").body()).isEqualTo(served ? "page" : "newer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "Thu, 18 Aug 2050 02:01:18 UTC",
                "Thu, 18 Aug 2050 02:01:18 AEST",
                "Thu 18 Aug 2050 02:01:18 GMT",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu, 18  Aug  2050 02:01:18 GMT",
                "Thu, 18-Aug-2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02.01.18 GMT",
                "Thu, 18 Aug 2050 2:01:18 GMT",
            })
    void expires_unreadable_countsAsExpired(String expires) {
        site.origin("page", "Expires", expires);

        assertThat(site.get("/a").reason()).isEqualTo(Reason.EXPIRES_INVALID);
        assertThat(site.records).isEmpty();
    }

    /** By the origin's clock, which is ahead: were it by this one's, the page would last twice as long. */
    @ParameterizedTest
    @CsvSource({"49, true", "50, false"})
    void expires_ofAClockThatIsAhead_isLessByThat(long after, boolean served) {
        site.origin("page", "Date", site.date(50), "Expires", site.date(100), "ETag", "\"1\"")
                .get("/a");
        site.pass(after).origin("newer");

        assertThat(site.get("/a").body()).isEqualTo(served ? "page" : "newer");
    }

    @Test
    void expires_withUnreadableDate_isRelativeToArrival() {
        site.origin("page", "Date", "foo", "Expires", site.date(100));
        site.get("/a");

        assertThat(site.pass(99).get("/a").body()).isEqualTo("page");
    }

    @Test
    void expires_besideMaxAge_isIgnored() {
        site.origin("page", "Cache-Control", "max-age=100", "Expires", site.date(-1000));
        site.get("/a");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.FRESH);
    }

    @ParameterizedTest
    @CsvSource({
        "200, '', true", "203, '', true", "204, '', true", "404, '', true", "405, '', true", "410, '', true",
        "414, '', true", "501, '', true", "201, '', false", "202, '', false", "403, '', false", "502, '', false",
        "503, '', false", "504, '', false", "599, '', false", "599, public, true",
    })
    void lastModified_allowsAnEstimateForCacheableStatusesOnly(int status, String control, boolean served) {
        site.origin(status, "page", "Last-Modified", site.date(-86_400), "Cache-Control", control);
        site.get("/a");
        if (!served) {
            site.origin("newer");
        }

        assertThat(site.pass(3).get("/a").body()).isEqualTo(served && status == 204 ? "" : served ? "page" : "newer");
    }

    @Test
    void lastModifiedFactor_scalesTheEstimate() {
        site.origin("page", "Last-Modified", site.date(-1000));
        site.get("/a");

        assertThat(site.pass(99).get("/a").reason()).isEqualTo(Reason.FRESH);
        assertThat(site.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    /** An estimate would be a day. */
    @ParameterizedTest
    @CsvSource({"Cache-Control, max-age=10", "Cache-Control, s-maxage=10", "Expires, 10"})
    void lastModified_whereALifetimeIsStated_allowsNoEstimate(String name, String value) {
        String stated = name.equals("Expires") ? site.date(Long.parseLong(value)) : value;
        site.origin("page", "Last-Modified", site.date(-864_000), name, stated).get("/a");

        assertThat(site.pass(9).get("/a").reason()).isEqualTo(Reason.FRESH);
        assertThat(site.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void nothingKnown_isNotStored() {
        site.origin("page");

        assertThat(site.get("/a").field("Cache-Status"))
                .isEqualTo("socache; fwd=uri-miss; fwd-status=200; detail=no-freshness");
        assertThat(site.records).isEmpty();
    }

    @Test
    void defaultExpire_whenSet_appliesToResponsesWithoutLifetime() {
        Site lenient = new Site(
                CachePolicy.builder().defaultExpire(60).ignoreNoLastMod(true).build());
        lenient.origin("page");
        lenient.get("/a");

        assertThat(lenient.pass(59).get("/a").body()).isEqualTo("page");
        assertThat(lenient.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @ParameterizedTest
    @CsvSource({
        "max-age=0, true",
        "max-age=2, true",
        "max-age=3, false",
        "max-age=600, false",
        "min-fresh=3598, true",
        "min-fresh=3597, false",
        "no-cache, true",
        "max-age=x, true",
        "no-store, true",
    })
    void requestDirectives_onAFreshResponse(String control, boolean forwarded) {
        site.origin("page", "Cache-Control", "max-age=3600");
        site.get("/a");
        site.pass(3);
        if (forwarded) {
            site.origin("newer");
        }

        assertThat(site.get("/a", "Cache-Control", control).body()).isEqualTo(forwarded ? "newer" : "page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "no-store", "max-age=0", "min-fresh=9999"})
    void ignoreCacheControl_on_servesWhatTheClientRefuses(String control) {
        Site deaf = new Site(CachePolicy.builder().ignoreCacheControl(true).build());
        deaf.origin("page", "Cache-Control", "max-age=3600");
        deaf.get("/a");

        assertThat(deaf.get("/a", "Cache-Control", control, "Pragma", "no-cache")
                        .body())
                .isEqualTo("page");
    }

    @ParameterizedTest
    @CsvSource({
        "max-stale=1000, 1500, true",
        "max-stale, 9000, true",
        "max-stale=10, 3620, false",
        "max-stale=x, 3620, false"
    })
    void maxStale_allowsThatMuchStaleness(String control, long after, boolean served) {
        Site patient = new Site(CachePolicy.builder().minTime(100_000).build());
        patient.origin("page", "Cache-Control", "max-age=1000");
        patient.get("/a");
        patient.pass(after);
        if (!served) {
            patient.origin("newer");
        }

        Site.Reply reply = patient.get("/a", "Cache-Control", control);

        assertThat(reply.reason()).isEqualTo(served ? Reason.FRESH_BY_MAX_STALE : Reason.NO_FRESHNESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=1", "no-cache"})
    void maxStale_whereStaleIsForbidden_isNotServed(String control) {
        site.origin("page", "Cache-Control", "max-age=1, " + control, "ETag", "\"1\"");
        site.get("/a");

        site.pass(3).origin("newer");

        assertThat(site.get("/a", "Cache-Control", "max-stale").body()).isEqualTo("newer");
    }

    @Test
    void pragma_withoutCacheControl_countsAsNoCache() {
        site.origin("page", "Cache-Control", "max-age=3600");
        site.get("/a");

        assertThat(site.origin("newer", "Cache-Control", "max-age=3600")
                        .get("/a", "Pragma", "no-cache")
                        .body())
                .isEqualTo("newer");
        assertThat(site.get("/a", "Pragma", "no-cache", "Cache-Control", "max-age=60")
                        .body())
                .isEqualTo("newer");
    }

    @Test
    void onlyIfCached_withoutAUsableResponse_is504() {
        Site.Reply reply = site.get("/a", "Cache-Control", "only-if-cached");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(site.originSaw).isEmpty();
    }

    /** RFC 9111 section 5.2.1.1 allows an age of 0 at max-age=0; a user who reloads means a question to the origin. */
    @Test
    void requestMaxAge_zero_isForwardedAtOnce() {
        site.origin("page", "Cache-Control", "max-age=3600").get("/a");

        assertThat(site.origin("newer").get("/a", "Cache-Control", "max-age=0").body())
                .isEqualTo("newer");
    }

    @Test
    void immutable_fresh_isNotValidatedOnReload() {
        site.origin("page", "Cache-Control", "max-age=3600, immutable");
        site.get("/a");

        assertThat(site.get("/a", "Cache-Control", "max-age=0").reason()).isEqualTo(Reason.FRESH);
        assertThat(site.pass(3600).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void maxTime_boundsTheStayInTheStore() {
        Site brief = new Site(CachePolicy.builder().maxTime(100).build());
        brief.origin("page", "Cache-Control", "max-age=3600");
        brief.get("/a");

        assertThat(brief.pass(99).get("/a").reason()).isEqualTo(Reason.FRESH);
        assertThat(brief.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    /** RFC 9110 section 6.6.1. */
    @Test
    void date_missing_isTheTimeOfArrival() {
        assertThat(Updates.forwarded(Fields.EMPTY, site.now()).first("Date")).isEqualTo(site.date(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "Sun, 99 Mar 2026 12:00:00 GMT"})
    void date_unreadable_isTheTimeOfArrival(String date) {
        site.origin("page", "Date", date, "Cache-Control", "max-age=60");
        site.get("/a");

        assertThat(site.pass(59).get("/a").field("Age")).isEqualTo("59");
        assertThat(site.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void date_stillToCome_isNoCredit() {
        site.origin("page", "Date", site.date(10_000), "Cache-Control", "max-age=60", "Age", "20");
        site.get("/a");

        assertThat(site.pass(39).get("/a").field("Age")).isEqualTo("59");
        assertThat(site.pass(1).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    /** RFC 9111 section 4.2.1: of several the first counts. */
    @ParameterizedTest
    @CsvSource({"Expires, 100, -100, true", "Expires, -100, 100, false", "Date, 0, -3600, true", "Date, -3600, 0, false"
    })
    void fieldOnTwoLines_firstCounts(String name, long first, long second, boolean served) {
        boolean byDate = name.equals("Date");
        site.origin(
                "page",
                byDate ? "Cache-Control" : "Date",
                byDate ? "max-age=60" : site.date(0),
                name,
                site.date(first),
                name,
                site.date(second));
        site.get("/a");
        if (!served) {
            site.origin("newer");
        }

        assertThat(site.get("/a").body()).isEqualTo(served ? "page" : "newer");
    }

    @Test
    void date_ofLongAgo_isAnAgeThatCanBeWritten() {
        Site patient = new Site(CachePolicy.builder()
                .maxExpire(9_999_999_999L)
                .minTime(1_000_000)
                .build());
        patient.origin("page", "Date", "Tue, 01 Jan 1957 00:00:00 GMT", "Cache-Control", "max-age=99999999999");
        patient.get("/a");

        assertThat(patient.get("/a", "Cache-Control", "max-stale").field("Age")).isEqualTo("2147483648");
    }

    @Test
    void clockThatJumps_backOrAhead_revivesNothing() {
        site.origin("page", "Cache-Control", "max-age=60", "Age", "50");
        site.get("/a");

        assertThat(site.pass(-100_000).get("/a").field("Age")).isEqualTo("50");
        assertThat(site.pass(100_009).get("/a").field("Age")).isEqualTo("59");
        assertThat(site.pass(1_000_000).origin("newer").get("/a").body()).isEqualTo("newer");
    }

    /** RFC 9111 section 5.2.1.7. */
    @ParameterizedTest
    @CsvSource({
        "only-if-cached, 59, 200",
        "only-if-cached, 60, 504",
        "'only-if-cached, max-stale=10', 65, 200",
        "'only-if-cached, no-cache', 0, 504",
        "'only-if-cached, no-store', 0, 504"
    })
    void onlyIfCached_asksNoOrigin(String control, long after, int status) {
        site.origin("page", "Cache-Control", "max-age=60", "ETag", "\"1\"").get("/a");

        assertThat(site.pass(after).get("/a", "Cache-Control", control).status())
                .isEqualTo(status);
        assertThat(site.originSaw).hasSize(1);
    }

    /** RFC 9111 section 5.3: what is no date, has been. Section 5.2.2.1: max-age overrides it all the same. */
    @Test
    void expires_unreadable_besideMaxAge_isIgnored() {
        site.origin("page", "Expires", "0", "Cache-Control", "max-age=60").get("/a");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.FRESH);
    }
}

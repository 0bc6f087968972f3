// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110 section 14 and RFC 9111 sections 3.3, 3.4: ranges out of whole and of partial responses. */
class RangeTest {

    private final Site site = new Site();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-1       | 206 | 01         | bytes 0-1/10",
                "bytes=1-        | 206 | 123456789  | bytes 1-9/10",
                "bytes=-1        | 206 | 9          | bytes 9-9/10",
                "bytes=-99       | 206 | 0123456789 | bytes 0-9/10",
                "bytes=8-99      | 206 | 89         | bytes 8-9/10",
                "bytes=20-, 0-0  | 206 | 0          | bytes 0-0/10",
                "bytes=10-       | 416 | ''         | bytes */10",
                "bytes=-0        | 416 | ''         | bytes */10",
            })
    void range_ofAWholeResponse(String range, int status, String body, String contentRange) {
        site.origin("0123456789", "Cache-Control", "max-age=60").get("/a");

        Site.Reply reply = site.get("/a", "Range", range);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.field("Content-Range")).isEqualTo(contentRange);
        assertThat(reply.field("Content-Length")).isEqualTo(Integer.toString(body.length()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"bytes=a-b", "bytes=5-3", "bytes=", "bytes=-", "lines=1-2", "bytes=0-5, 3-7", "bytes=0-1, x"})
    void range_thatIsNotToBeHonoured_getsTheWhole(String range) {
        site.origin("0123456789", "Cache-Control", "max-age=60").get("/a");

        assertThat(site.get("/a", "Range", range).status()).isEqualTo(200);
        assertThat(site.get("/a", "Range", range).body()).isEqualTo("0123456789");
    }

    @Test
    void severalRanges_areSentAsMultipart() {
        site.origin("0123456789", "Cache-Control", "max-age=60", "Content-Type", "text/plain")
                .get("/a");

        Site.Reply reply = site.get("/a", "Range", "bytes=0-1, -2");

        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.field("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(reply.body())
                .contains("Content-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--")
                .contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n--")
                .endsWith("--\r\n");
        assertThat(reply.field("Content-Length"))
                .isEqualTo(Integer.toString(reply.body().length()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\" | 206",
                "\"2\" | 200",
                "W/\"1\" | 200",
                "Sun, 01 Feb 2026 12:00:00 GMT | 206",
                "Sun, 01 Feb 2026 12:00:01 GMT | 200"
            })
    void ifRange_decidesBetweenPartAndWhole(String condition, int status) {
        site.origin(
                        "0123456789",
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"1\"",
                        "Last-Modified",
                        "Sun, 01 Feb 2026 12:00:00 GMT")
                .get("/a");

        assertThat(site.get("/a", "Range", "bytes=0-1", "If-Range", condition).status())
                .isEqualTo(status);
    }

    /** RFC 9110 section 8.8.2.2: within its second the page may have changed once more. */
    @ParameterizedTest
    @CsvSource({"0, 200", "-1, 206"})
    void ifRange_withADate_countsASecondAfterIt(long modified, int status) {
        String date = site.date(modified);
        site.origin("0123456789", "Cache-Control", "max-age=60", "Last-Modified", date)
                .get("/a");

        assertThat(site.get("/a", "Range", "bytes=0-1", "If-Range", date).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"bytes=4-6 | 456", "bytes=6- | 6789", "bytes=-2 | 89", "bytes=-5 | 56789"})
    void range_insideAStoredPart(String range, String body) {
        part(4, "456789", 10);

        Site.Reply reply = site.get("/a", "Range", range);

        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"bytes=3-5", "bytes=-7", "bytes=0-"})
    void range_beyondAStoredPart_asksTheOrigin(String range) {
        part(4, "456789", 10);

        site.origin("whole", "Cache-Control", "max-age=60").get("/a", "Range", range);

        assertThat(site.lastSeen().fields().first("Range")).isEqualTo(range);
    }

    /** A 206 that delivers fewer bytes than it claims: the first position is believed, and the count. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"bytes=-5 | 01234", "bytes=6-8 | 234", "bytes=6- | 234", "bytes=-1 | 4"})
    void contentRange_longerThanTheContent(String range, String body) {
        site.origin(206, "01234", "Cache-Control", "max-age=60", "Content-Range", "bytes 4-9/10")
                .get("/a", "Range", "bytes=-5");

        assertThat(site.get("/a", "Range", range).body()).isEqualTo(body);
    }

    /** What is next to the client must not store it: a lifetime is the page's (RFC 9110 section 15.5.17). */
    @Test
    void unsatisfiedRange_hasNoLifetime() {
        site.origin(
                        "0123456789",
                        "Cache-Control",
                        "max-age=60",
                        "CDN-Cache-Control",
                        "max-age=60",
                        "Expires",
                        site.date(60),
                        "ETag",
                        "\"1\"",
                        "Last-Modified",
                        site.date(-60),
                        "Vary",
                        "Foo",
                        "Access-Control-Allow-Origin",
                        "*")
                .get("/a");

        Site.Reply reply = site.get("/a", "Range", "bytes=10-");

        assertThat(reply.status()).isEqualTo(416);
        for (String name : List.of("Cache-Control", "CDN-Cache-Control", "Expires", "ETag", "Last-Modified", "Age")) {
            assertThat(reply.field(name)).as(name).isNull();
        }
        assertThat(reply.field("Vary")).isEqualTo("Foo");
        assertThat(reply.field("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    /** RFC 9110 section 14.1.2: a suffix can be satisfied, but no Content-Range can tell of no bytes. */
    @ParameterizedTest
    @CsvSource({"bytes=-5, 200", "bytes=-0, 416", "bytes=0-, 416"})
    void range_ofNothing(String range, int status) {
        site.origin("", "Cache-Control", "max-age=60").get("/a");

        assertThat(site.get("/a", "Range", range).status()).isEqualTo(status);
    }

    /** RFC 9530 sections 2 and 3: Content-Digest is of the content as it is sent, Repr-Digest of the representation. */
    @ParameterizedTest
    @CsvSource({"bytes=0-1, 206", "'bytes=0-1, 5-6', 206", "bytes=99-, 416"})
    void part_hasNoDigestOfTheWhole(String range, int status) {
        site.origin(
                        "0123456789",
                        "Cache-Control",
                        "max-age=60",
                        "Content-Digest",
                        "sha-256=:whole:",
                        "Content-MD5",
                        "whole",
                        "Repr-Digest",
                        "sha-256=:whole:")
                .get("/a");

        Site.Reply reply = site.get("/a", "Range", range);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.field("Content-Digest")).isNull();
        assertThat(reply.field("Content-MD5")).isNull();
        assertThat(reply.field("Repr-Digest")).isEqualTo("sha-256=:whole:");
        assertThat(site.get("/a").field("Content-Digest")).isEqualTo("sha-256=:whole:");
    }

    @Test
    void part_isStoredWithoutTheDigestOfItsContent() {
        site.origin(
                        206,
                        "01234",
                        "Cache-Control",
                        "max-age=60",
                        "Content-Range",
                        "bytes 0-4/10",
                        "Content-Digest",
                        "sha-256=:part:")
                .get("/a", "Range", "bytes=0-4");

        assertThat(site.get("/a", "Range", "bytes=0-4").field("Content-Digest")).isNull();
    }

    @Test
    void missingRest_isFetchedAndJoined() {
        part(0, "01234", 10);
        site.origin(
                206,
                "56789",
                "Cache-Control",
                "max-age=60",
                "ETag",
                "\"1\"",
                "Content-Range",
                "bytes 5-9/10",
                "X-New",
                "1");

        Site.Reply reply = site.get("/a");

        assertThat(site.lastSeen().fields().first("Range")).isEqualTo("bytes=5-");
        assertThat(site.lastSeen().fields().first("If-Range")).isEqualTo("\"1\"");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("0123456789");
        assertThat(reply.field("Content-Range")).isNull();
        assertThat(site.get("/a").body()).isEqualTo("0123456789");
        assertThat(site.get("/a").field("X-New")).isEqualTo("1");
    }

    @Test
    void missingRest_ofAnotherVersion_isAskedForWhole() {
        part(0, "01234", 10);
        site.origin(206, "56789", "Cache-Control", "max-age=60", "ETag", "\"2\"", "Content-Range", "bytes 5-9/10");
        site.origin("abcdefghij", "Cache-Control", "max-age=60");

        assertThat(site.get("/a").body()).isEqualTo("abcdefghij");
        assertThat(site.lastSeen().fields().contains("Range")).isFalse();
    }

    @Test
    void adjacentParts_growTogether() {
        part(0, "01234", 10);
        site.origin(206, "56789", "Cache-Control", "max-age=60", "ETag", "\"1\"", "Content-Range", "bytes 5-9/10")
                .get("/a", "Range", "bytes=5-9");

        assertThat(site.get("/a").body()).isEqualTo("0123456789");
    }

    /** RFC 9111 section 3.4: a 206 to If-Range leaves fields out that the client has (RFC 9110 section 15.3.7). */
    @Test
    void adjacentParts_keepTheFieldsThatOnlyTheFirstHas() {
        site.origin(
                        206,
                        "01234",
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"1\"",
                        "Content-Range",
                        "bytes 0-4/10",
                        "Content-Type",
                        "text/plain",
                        "Cache-Tag",
                        "a",
                        "X-Both",
                        "old")
                .get("/a", "Range", "bytes=0-4");
        site.origin(
                        206,
                        "56789",
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"1\"",
                        "Content-Range",
                        "bytes 5-9/10",
                        "X-Both",
                        "new")
                .get("/a", "Range", "bytes=5-9", "If-Range", "\"1\"");

        Site.Reply whole = site.get("/a");

        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.field("Content-Type")).isEqualTo("text/plain");
        assertThat(whole.field("Cache-Tag")).isEqualTo("a");
        assertThat(whole.field("X-Both")).isEqualTo("new");
        assertThat(whole.field("Content-Length")).isEqualTo("10");
    }

    /** What the older part says about its use holds for the joined one too, unless the newer says otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=5, must-revalidate"})
    void adjacentParts_areUsedAsTheFieldsOfBothSay(String control) {
        String[] first = {"Cache-Control", control, "ETag", "\"1\"", "Content-Range", "bytes 0-4/10"};
        site.origin(206, "01234", first).get("/a", "Range", "bytes=0-4");
        String[] second = {"ETag", "\"1\"", "Last-Modified", site.date(-86_400), "Content-Range", "bytes 5-9/10"};
        site.origin(206, "56789", second).get("/a", "Range", "bytes=5-9");

        Site.Reply whole = site.pass(6).origin(304, "", "ETag", "\"1\"").get("/a");

        assertThat(site.lastSeen().fields().first("If-None-Match")).isEqualTo("\"1\"");
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.reason()).isEqualTo(Reason.REVALIDATED);
    }

    @Test
    void part_neverReplacesAWhole() {
        site.origin("0123456789", "Cache-Control", "max-age=10").get("/a");
        site.pass(20)
                .origin(206, "01", "Cache-Control", "max-age=60", "Content-Range", "bytes 0-1/10")
                .get("/a", "Range", "bytes=0-1");

        assertThat(site.get("/a", "Cache-Control", "max-stale").body()).isEqualTo("0123456789");
    }

    private void part(int first, String content, int complete) {
        int last = first + content.length() - 1;
        site.origin(
                        206,
                        content,
                        "Cache-Control",
                        "max-age=60",
                        "ETag",
                        "\"1\"",
                        "Content-Range",
                        "bytes " + first + "-" + last + "/" + complete)
                .get("/a", "Range", "bytes=" + first + "-" + last);
    }

    /** RFC 9110 section 17.15. */
    @Test
    void rangesInGreatNumber_getTheWhole() {
        site.origin("0123456789".repeat(10), "Cache-Control", "max-age=60").get("/a");
        StringBuilder ranges = new StringBuilder("bytes=0-0");
        for (int i = 1; i < 17; i++) {
            ranges.append(",").append(2 * i).append('-').append(2 * i);
        }

        assertThat(site.get("/a", "Range", ranges.toString()).status()).isEqualTo(200);
        assertThat(site.get("/a", "Range", ranges.substring(0, ranges.lastIndexOf(",")))
                        .status())
                .isEqualTo(206);
    }

    /** RFC 9111 section 4.3.1: the whole is validated, and the range cut from what was confirmed. */
    @Test
    void range_ofAStaleWhole_isCutAfterTheWholeWasValidated() {
        site.origin("0123456789", "Cache-Control", "max-age=10", "ETag", "\"1\"")
                .get("/a");
        site.pass(20).origin(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=10");

        Site.Reply part = site.get("/a", "Range", "bytes=2-3", "If-Range", "\"1\"");

        assertThat(site.lastSeen().fields().contains("Range")).isFalse();
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("23");
        assertThat(site.get("/a").body()).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET"})
    void range_onHeadOrWithoutBytes_isIgnored(String method) {
        site.origin("0123456789", "Cache-Control", "max-age=60").get("/a");

        assertThat(site.send(method, "/a", "Range", method.equals("HEAD") ? "bytes=0-1" : "pages=0-1")
                        .status())
                .isEqualTo(200);
    }

    /** RFC 9110 section 15.3.7.3: only what has one strong tag, and the same length, is one representation. */
    @ParameterizedTest
    @CsvSource({
        "'\"1\"', 10, 0123456789",
        "'\"2\"', 10, other",
        "'W/\"1\"', 10, other",
        "'', 10, other",
        "'\"1\"', 11, other"
    })
    void parts_areJoinedByAStrongTagAlone(String tag, int complete, String body) {
        part(0, "01234", 10);
        site.origin(206, "56789", "Cache-Control", "max-age=60", "ETag", tag, "Content-Range", "bytes 5-9/" + complete)
                .get("/a", "Range", "bytes=5-9");
        if (body.equals("other")) {
            site.origin("other").origin("other");
        }

        assertThat(site.get("/a").body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                   | text/plain",
                "bytes */10          | text/plain",
                "bytes 4-3/10        | text/plain",
                "lines 0-1/10        | text/plain",
                "-                   | multipart/byteranges; boundary=x"
            })
    void part_withoutOneReadableRange_isNotStored(String range, String type) {
        String[] fields = range == null
                ? new String[] {"Cache-Control", "max-age=60", "Content-Type", type}
                : new String[] {"Cache-Control", "max-age=60", "Content-Type", type, "Content-Range", range};
        site.origin(206, "01", fields).get("/a", "Range", "bytes=0-1");

        assertThat(site.records).isEmpty();
    }
}

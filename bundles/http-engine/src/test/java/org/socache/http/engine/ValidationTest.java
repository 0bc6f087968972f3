// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.engine.message.Fields;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 section 4.3: conditional requests of the cache and of its clients, 304 and HEAD updates. */
class ValidationTest {

    private static final String MODIFIED = "Sun, 01 Feb 2026 12:00:00 GMT";

    private final Site site = new Site();

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "unquoted"})
    void stale_withEntityTag_isValidatedAndRefreshed(String tag) {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", tag);
        site.get("/a");

        site.pass(20).origin(304, "", "ETag", tag, "Cache-Control", "max-age=10", "X-New", "1");
        Site.Reply validated = site.get("/a");

        assertThat(site.lastSeen().fields().first("If-None-Match")).isEqualTo(tag);
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.body()).isEqualTo("page");
        assertThat(validated.field("X-New")).isEqualTo("1");
        assertThat(validated.field("Age")).isEqualTo("0");
        assertThat(validated.field("Cache-Status"))
                .isEqualTo("socache; fwd=stale; fwd-status=304; stored; detail=revalidated");
        assertThat(site.pass(9).get("/a").body()).isEqualTo("page");
    }

    @Test
    void stale_withBothValidators_sendsBothInPlaceOfTheClients() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", "Last-Modified", MODIFIED);
        site.get("/a");

        site.pass(20).origin(304, "");
        site.get("/a", "If-None-Match", "\"0\"", "If-Modified-Since", "x", "Range", "bytes=0-1", "If-Range", "\"0\"");

        Fields sent = site.lastSeen().fields();
        assertThat(sent.all("If-None-Match")).containsExactly("\"1\"");
        assertThat(sent.all("If-Modified-Since")).containsExactly(MODIFIED);
        assertThat(sent.contains("Range") || sent.contains("If-Range")).isFalse();
    }

    @Test
    void validated_judgesTheClientsOwnConditionAfterwards() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", "Content-Type", "text/plain");
        site.get("/a");

        Site.Reply reply = site.pass(20).origin(304, "", "ETag", "\"1\"").get("/a", "If-None-Match", "\"1\"");

        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.field("ETag")).isEqualTo("\"1\"");
        assertThat(reply.field("Content-Type")).isNull();
        assertThat(reply.field("Content-Length")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length, 4",
        "Content-Encoding, gzip",
        "Content-Range, bytes 0-3/4",
        "Content-Digest, sha-256=:stored:",
        "Content-MD5, stored",
        "Repr-Digest, sha-256=:stored:",
        "Digest, sha-256=stored",
    })
    void notModified_doesNotTouchWhatTheStoredContentDependsOn(String name, String value) {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", name, value);
        site.get("/a");

        Site.Reply reply =
                site.pass(20).origin(304, "", "ETag", "\"1\"", name, "9").get("/a");

        assertThat(reply.field(name)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Location",
                "Content-Type",
                "Content-Foo",
                "Expires",
                "Set-Cookie",
                "X-Frame-Options",
                "Cache-Control",
                "Last-Modified"
            })
    void notModified_replacesEveryOtherField(String name) {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", name, "old", name, "older");
        site.get("/a");

        Site.Reply reply = site.pass(20)
                .origin(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=10", name, "new")
                .get("/a");

        assertThat(reply.field(name)).endsWith("new").doesNotContain("old");
    }

    @ParameterizedTest
    @CsvSource({"'\"2\"', ''", "'W/\"2\"', ''", "'', 'Mon, 02 Feb 2026 12:00:00 GMT'"})
    void notModified_aboutAnotherRepresentation_isAskedAgainWithoutConditions(String tag, String modified) {
        boolean byTag = modified.isEmpty();
        site.origin(
                "page", "Cache-Control", "max-age=10", byTag ? "ETag" : "Last-Modified", byTag ? "\"1\"" : MODIFIED);
        site.get("/a");

        site.pass(20)
                .origin(304, "", byTag ? "ETag" : "Last-Modified", byTag ? tag : modified)
                .origin("newer", "Cache-Control", "max-age=10");

        assertThat(site.get("/a").body()).isEqualTo("newer");
        assertThat(site.lastSeen().fields().contains("If-None-Match")).isFalse();
        assertThat(site.lastSeen().fields().contains("If-Modified-Since")).isFalse();
        assertThat(site.get("/a").body()).isEqualTo("newer");
    }

    @Test
    void notModified_thatForbidsStoring_isServedOnceAndDropped() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"");
        site.get("/a");

        Site.Reply reply =
                site.pass(20).origin(304, "", "Cache-Control", "private").get("/a");

        assertThat(reply.body()).isEqualTo("page");
        assertThat(site.records).isEmpty();
    }

    @Test
    void notModified_toTheClientsOwnCondition_passesAndIsNotStored() {
        Site.Reply reply = site.origin(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=60")
                .get("/a", "If-None-Match", "\"1\"");

        assertThat(site.lastSeen().fields().first("If-None-Match")).isEqualTo("\"1\"");
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.reason()).isEqualTo(Reason.NOT_MODIFIED_FOR_CLIENT);
        assertThat(site.records).isEmpty();
    }

    @Test
    void notModified_withoutALifetimeLeft_staysToBeValidatedAgain() {
        site.origin("page", "Expires", site.date(10), "ETag", "\"1\"");
        site.get("/a");
        site.pass(20).origin(304, "", "ETag", "\"1\"").get("/a");

        site.pass(20).origin(304, "", "ETag", "\"1\"");

        assertThat(site.get("/a").body()).isEqualTo("page");
    }

    @Test
    void noCache_isStoredAndValidatedBeforeEachUse() {
        site.origin("page", "Cache-Control", "no-cache, max-age=100", "ETag", "\"1\"");
        site.get("/a");

        assertThat(site.origin(304, "", "ETag", "\"1\"").get("/a").reason()).isEqualTo(Reason.REVALIDATED);
        assertThat(site.lastSeen().fields().first("If-None-Match")).isEqualTo("\"1\"");
    }

    @Test
    void noCache_ofTheClient_validatesAFreshResponse() {
        site.origin("page", "Cache-Control", "max-age=100", "Last-Modified", MODIFIED);
        site.get("/a");

        site.origin(304, "").get("/a", "Cache-Control", "no-cache");

        assertThat(site.lastSeen().fields().first("If-Modified-Since")).isEqualTo(MODIFIED);
        assertThat(site.lastSeen().fields().first("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\"        | If-None-Match     | \"1\"                           | 304",
                "\"1\"        | If-None-Match     | W/\"1\"                         | 304",
                "W/\"1\"      | If-None-Match     | \"0\", W/\"1\" ,\"2\"           | 304",
                "\"1\"        | If-None-Match     | *                               | 304",
                "\"1\"        | If-None-Match     | \"0\", \"2\"                    | 200",
                "\"1\"        | If-None-Match     | \"x1\"                          | 200",
                "\"a,b\"      | If-None-Match     | \"0\", \"a,b\"                  | 304",
                "unquoted     | If-None-Match     | unquoted                        | 304",
                "\"1\"        | If-Modified-Since | Sun, 01 Feb 2026 12:00:00 GMT   | 304",
                "\"1\"        | If-Modified-Since | Sunday, 01-Feb-26 12:00:00 GMT  | 304",
                "\"1\"        | If-Modified-Since | Sun Feb  1 12:00:00 2026        | 304",
                "\"1\"        | If-Modified-Since | Sun, 01 Feb 2026 12:00:01 GMT   | 304",
                "\"1\"        | If-Modified-Since | Sun, 01 Feb 2026 11:59:59 GMT   | 200",
                "\"1\"        | If-Modified-Since | yesterday                       | 200",
            })
    void clientCondition_onAFreshResponse(String tag, String name, String value, int status) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", tag, "Last-Modified", MODIFIED);
        site.get("/a");

        assertThat(site.get("/a", name, value).status()).isEqualTo(status);
    }

    @Test
    void ifNoneMatch_takesPrecedenceOverIfModifiedSince() {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"", "Last-Modified", MODIFIED);
        site.get("/a");

        assertThat(site.get("/a", "If-None-Match", "\"2\"", "If-Modified-Since", MODIFIED)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ifModifiedSince_withoutLastModified_isComparedWithDate() {
        site.origin("page", "Cache-Control", "max-age=100");
        site.get("/a");

        assertThat(site.get("/a", "If-Modified-Since", site.date(0)).status()).isEqualTo(304);
        assertThat(site.get("/a", "If-Modified-Since", site.date(-1)).status()).isEqualTo(200);
    }

    @Test
    void ifModifiedSince_twice_isIgnored() {
        site.origin("page", "Cache-Control", "max-age=100", "Last-Modified", MODIFIED)
                .get("/a");

        assertThat(site.get("/a", "If-Modified-Since", MODIFIED, "If-Modified-Since", MODIFIED)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void clientCondition_onAStoredError_isIgnored() {
        site.origin(404, "gone", "Cache-Control", "max-age=100", "ETag", "\"1\"");
        site.get("/a");

        assertThat(site.get("/a", "If-None-Match", "\"1\"").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-Unmodified-Since"})
    void preconditionsForTheOrigin_areForwarded(String name) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"");
        site.get("/a");

        Site.Reply reply = site.origin(412, "", "Cache-Control", "max-age=100").get("/a", name, "\"1\"");

        assertThat(reply.status()).isEqualTo(412);
        assertThat(reply.reason()).isEqualTo(Reason.PRECONDITION_FOR_ORIGIN);
        assertThat(site.get("/a").body()).isEqualTo("page");
    }

    @Test
    void head_isAnsweredFromAStoredGet() {
        site.origin("page", "Cache-Control", "max-age=100");
        site.get("/a");

        Site.Reply reply = site.send("HEAD", "/a");

        assertThat(reply.body()).isEmpty();
        assertThat(reply.field("Content-Length")).isEqualTo("4");
    }

    @Test
    void head_storedAlone_answersHeadAndNotGet() {
        site.origin("", "Cache-Control", "max-age=100", "Content-Length", "4");
        site.send("HEAD", "/a");

        assertThat(site.send("HEAD", "/a").field("Content-Length")).isEqualTo("4");
        assertThat(site.origin("page", "Cache-Control", "max-age=100").get("/a").body())
                .isEqualTo("page");
        assertThat(site.get("/a").body()).isEqualTo("page");
    }

    @Test
    void head_thatDescribesTheStoredGet_refreshesIt() {
        site.origin("page", "Cache-Control", "max-age=10", "X-A", "1", "X-B", "1");
        site.get("/a");

        Site.Reply head = site.pass(20)
                .origin("", "Cache-Control", "max-age=1000", "X-A", "2", "Content-Length", "4")
                .send("HEAD", "/a");

        assertThat(head.field("X-B")).isEqualTo("1");
        Site.Reply reply = site.pass(500).get("/a");
        assertThat(reply.body()).isEqualTo("page");
        assertThat(reply.field("X-A")).isEqualTo("2");
    }

    /** No HEAD can be answered from a part, which has not all fields of the whole. */
    @Test
    void head_thatDescribesAStoredPart_refreshesItAndIsPassedOn() {
        site.origin(206, "pa", "Cache-Control", "max-age=10", "ETag", "\"1\"", "Content-Range", "bytes 0-1/4")
                .get("/a", "Range", "bytes=0-1");

        Site.Reply head = site.pass(20)
                .origin("", "Cache-Control", "max-age=100", "ETag", "\"1\"", "Content-Length", "4")
                .send("HEAD", "/a");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Content-Length")).isEqualTo("4");
        assertThat(site.pass(50).get("/a", "Range", "bytes=0-1").body()).isEqualTo("pa");
    }

    @ParameterizedTest
    @CsvSource({"Content-Length, 5", "ETag, '\"2\"'", "Last-Modified, 'Mon, 02 Feb 2026 12:00:00 GMT'"})
    void head_thatContradictsTheStoredGet_outdatesIt(String name, String value) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"", "Last-Modified", MODIFIED);
        site.get("/a");
        site.origin("", "Cache-Control", "max-age=100", name, value).send("HEAD", "/a", "Cache-Control", "no-cache");

        assertThat(site.origin("newer").get("/a").body()).isEqualTo("newer");
    }

    @Test
    void forwarded_dropsHopByHopFieldsAlsoThoseNamedByConnection() {
        site.origin(
                "page",
                "Connection",
                "a, B",
                "a",
                "1",
                "b",
                "2",
                "c",
                "3",
                "Keep-Alive",
                "x",
                "Cache-Control",
                "max-age=9");
        Site.Reply reply = site.get("/a", "Connection", "close, X-Hop", "X-Hop", "1", "X-End", "1", "TE", "trailers");

        assertThat(site.lastSeen().fields()).isEqualTo(Fields.of("X-End", "1"));
        assertThat(reply.field("a")).isNull();
        assertThat(site.get("/a").field("b")).isNull();
        assertThat(site.get("/a").field("c")).isEqualTo("3");
        assertThat(site.get("/a").field("Keep-Alive")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection"})
    void fieldsOfProxies_areNeitherStoredNorForwarded(String name) {
        site.origin("page", "Cache-Control", "max-age=9", name, "Basic x").get("/a", name, "Basic y");

        assertThat(site.lastSeen().fields().contains(name)).isFalse();
        assertThat(site.get("/a").field(name)).isNull();
    }

    /** RFC 9111 section 4.3.4: the stored bytes are not those of the strong tag. */
    @Test
    void notModified_withAStrongTagForAWeakOne_leavesTheWeakOne() {
        site.origin("hello", "Cache-Control", "max-age=60", "ETag", "W/\"v\"");
        site.get("/a");
        site.pass(61).origin(304, "", "Cache-Control", "max-age=60", "ETag", "\"v\"");

        assertThat(site.get("/a").field("ETag")).isEqualTo("W/\"v\"");
        assertThat(site.get("/a", "Range", "bytes=0-1", "If-Range", "\"v\"").status())
                .isEqualTo(200);
    }

    /** RFC 9111 section 4.3.4: a date is strong a second after it (RFC 9110 section 8.8.2.2); else the new tag is another's. */
    @ParameterizedTest
    @CsvSource({"-60, '\"1\"', page", "-1, '\"1\"', page", "0, '\"1\"', newer", "0, 'W/\"1\"', page"})
    void notModified_withATagThatTheStoredHasNot_isBelievedByAStrongDate(long modified, String tag, String body) {
        String date = site.date(modified);
        site.origin("page", "Cache-Control", "max-age=10", "Last-Modified", date);
        site.get("/a");
        site.pass(20).origin(304, "", "Last-Modified", date, "ETag", tag).origin("newer");

        assertThat(site.get("/a").body()).isEqualTo(body);
    }

    /** RFC 9110 section 8.8.3: anything visible may stand in a tag; a backslash escapes nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"\"       | \"\"                | 304",
                "\"a\\\"     | \"a\\\"              | 304",
                "\"a\\\"     | \"x\", \"a\\\"       | 304",
                "\"a,W/b\"  | W/\"a,W/b\"         | 304",
                "\"a\"      | , ,\"b\",,\"a\",,   | 304",
                "\"ü\"      | \"ü\"               | 304",
                "\"*\"      | \"*\"               | 304",
                "\"a\"      | \"*\"               | 200",
                "\"a\"      | *, \"b\"            | 200",
                "\"a\"      | a                   | 200",
                "\"a\"      | \"A\"               | 200",
                "\"a\"      | w/\"a\"             | 200",
                "\"a\"      | \"a                 | 200",
                "\"a\"      | \"b\" \"a\"         | 304",
            })
    void ifNoneMatch_withOddTags(String tag, String condition, int status) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", tag).get("/a");

        assertThat(site.get("/a", "If-None-Match", condition).status()).isEqualTo(status);
    }

    @Test
    void ifNoneMatch_onSeveralLines_isOneList() {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"").get("/a");

        assertThat(site.get("/a", "If-None-Match", "\"0\"", "If-None-Match", "\"1\"")
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "If-None-Match, '\"1\"', 304",
        "If-Modified-Since, 'Sun, 01 Feb 2026 12:00:00 GMT', 304",
        "If-Range, '\"0\"', 200"
    })
    void condition_ofAHead_isJudgedAsOfAGet(String name, String value, int status) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"", "Last-Modified", MODIFIED)
                .get("/a");

        assertThat(site.send("HEAD", "/a", name, value).status()).isEqualTo(status);
    }

    /** RFC 9110 section 13.2.2: a condition that does not hold leaves no range to send. */
    @ParameterizedTest
    @CsvSource({
        "If-None-Match, '\"1\"', '\"1\"', 304",
        "If-None-Match, '\"1\"', '\"0\"', 304",
        "If-None-Match, '\"0\"', '\"1\"', 206",
        "If-None-Match, '\"0\"', '\"0\"', 200",
        "If-Modified-Since, 'Sun, 01 Feb 2026 12:00:00 GMT', '\"1\"', 304",
        "If-Modified-Since, 'Sun, 01 Feb 2026 11:59:59 GMT', '\"1\"', 206"
    })
    void condition_besideARange_isJudgedFirst(String name, String value, String ifRange, int status) {
        site.origin("page", "Cache-Control", "max-age=100", "ETag", "\"1\"", "Last-Modified", MODIFIED)
                .get("/a");

        assertThat(site.get("/a", name, value, "Range", "bytes=0-1", "If-Range", ifRange)
                        .status())
                .isEqualTo(status);
    }

    /** RFC 9110 section 15.4.5: what a cache behind this one needs to know. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Location", "Date", "ETag", "Vary", "Cache-Control", "Expires"})
    void notModified_hasWhatTheWholeWouldHaveHad(String name) {
        site.origin(
                        "page",
                        "Cache-Control",
                        "max-age=100",
                        "ETag",
                        "\"1\"",
                        "Expires",
                        site.date(60),
                        "Vary",
                        "Foo",
                        "Content-Location",
                        "/a.en")
                .get("/a");

        assertThat(site.get("/a", "If-None-Match", "\"1\"").field(name))
                .isEqualTo(site.get("/a").field(name));
    }

    /** RFC 9111 section 3.2: what ends at a hop is not stored, nor taken from a 304. */
    @Test
    void notModified_fieldsOfThisHop_doNotReachTheStored() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", "X-A", "1")
                .get("/a");
        site.pass(20)
                .origin(
                        304,
                        "",
                        "ETag",
                        "\"1\"",
                        "Connection",
                        "X-A",
                        "X-A",
                        "2",
                        "Proxy-Authenticate",
                        "Basic",
                        "Age",
                        "7",
                        "Cache-Control",
                        "max-age=10");

        Site.Reply validated = site.get("/a");

        assertThat(validated.field("X-A")).isEqualTo("1");
        assertThat(validated.field("Proxy-Authenticate")).isNull();
        assertThat(validated.field("Age")).isEqualTo("7");
    }

    /** RFC 9111 section 4.3.3: another full response is the answer, and takes the stored one's place. */
    @Test
    void stale_answeredWithAWholeResponse_isReplaced() {
        site.origin("page", "Cache-Control", "max-age=10", "ETag", "\"1\"", "X-Old", "1")
                .get("/a");
        site.pass(20)
                .origin("newer", "Cache-Control", "max-age=10", "ETag", "\"2\"")
                .get("/a");

        assertThat(site.get("/a").body()).isEqualTo("newer");
        assertThat(site.get("/a").field("X-Old")).isNull();
    }

    /** RFC 9110 section 15.4.5: to who has asked no condition it is no answer; asked again, an origin may say it again. */
    @Test
    void notModified_thatNobodyAskedFor_isABadGateway() {
        assertThat(site.origin(304, "").get("/a").status()).isEqualTo(502);

        site.origin("page", "Cache-Control", "max-age=10, must-revalidate", "ETag", "\"1\"")
                .get("/a");
        site.pass(20).origin(304, "", "ETag", "\"2\"").origin(304, "", "ETag", "\"2\"");

        assertThat(site.get("/a").status()).isEqualTo(502);
    }
}

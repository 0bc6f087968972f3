// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is stored at all, for whom, and which of several variants a request gets (RFC 9111 sections 3, 4.1; RFC 9213). */
class SharingTest {

    private final Site site = new Site();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-store, max-age=60                  | NO_STORE",
                "nO-StOrE, max-age=60                  | NO_STORE",
                "private, max-age=60                   | PRIVATE",
                "private=\"\", max-age=60              | PRIVATE",
                "max-age=0, must-revalidate            | ZERO_LIFETIME",
                "no-store, max-age=60, must-understand | MISS",
                "max-age=60                            | MISS",
            })
    void directives_forbidStoring(String control, Reason reason) {
        Site.Reply reply = site.origin("page", "Cache-Control", control).get("/a");

        assertThat(reply.reason()).isEqualTo(reason);
        assertThat(site.records.isEmpty()).isEqualTo(reason != Reason.MISS);
    }

    /** No grammar has these; what forbids something is meant all the same, and what allows something is not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private; max-age=60                | PRIVATE",
                "max-age=60; private                | PRIVATE",
                "max-age=60 private                 | PRIVATE",
                "no-cache no-store                  | NO_STORE",
                "max-age=60, note=\"x, No-Store    | NO_STORE",
                "max-age=60, private=\"Set-Cookie  | PRIVATE",
                "max-age=60, note={private}         | PRIVATE",
                "public; max-age=60                 | MISS",
                "max-age=60, note=\"private\"     | MISS",
                "max-age=60, note=\"a\\\", private\" | MISS",
                "max-age=60, note=private           | MISS",
            })
    void malformedDirectives_forbidWhatTheySeemTo(String control, Reason reason) {
        assertThat(site.origin("page", "ETag", "\"1\"", "Cache-Control", control)
                        .get("/a")
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void mustUnderstand_withAnUnknownStatus_forbidsStoring() {
        assertThat(site.origin(599, "?", "Cache-Control", "max-age=60, must-understand")
                        .get("/a")
                        .reason())
                .isEqualTo(Reason.MUST_UNDERSTAND);
    }

    /** RFC 6585 says so of the first four; a 412 or 416 answers a condition or a range that others do not have. */
    @ParameterizedTest
    @ValueSource(ints = {428, 429, 431, 511, 412, 416})
    void status_thatIsForOneClientAlone_isNotStoredWhateverItSays(int status) {
        Site.Reply reply =
                site.origin(status, "no", "Cache-Control", "public, max-age=60").get("/a");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(site.records).isEmpty();
    }

    @Test
    void qualifiedDirectives_leaveTheNamedFieldsOut() {
        site.origin(
                        "page",
                        "Cache-Control",
                        "max-age=60, no-cache=\"A, b\", private=\"C\"",
                        "a",
                        "1",
                        "B",
                        "2",
                        "c",
                        "3",
                        "d",
                        "4")
                .get("/a");

        Site.Reply reply = site.get("/a");

        assertThat(reply.field("a")).isNull();
        assertThat(reply.field("B")).isNull();
        assertThat(reply.field("c")).isNull();
        assertThat(reply.field("d")).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60, private=\"Vary\"               | PRIVATE",
                "max-age=60, private=\"A, Content-Type\"    | PRIVATE",
                "max-age=60, no-cache=\"content-encoding\"  | NO_CACHE",
            })
    void qualifiedDirectives_ofAFieldThatCannotBeLeftOut_meanTheWhole(String control, Reason reason) {
        Site.Reply first = site.origin("page", "Cache-Control", control, "Vary", "Foo", "Content-Encoding", "gzip")
                .get("/a");
        Site.Reply second = site.origin("page", "Cache-Control", control).get("/a");

        assertThat(List.of(first.reason(), second.reason())).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "max-age=60, false",
        "'max-age=60, public', true",
        "'max-age=60, must-revalidate', true",
        "s-maxage=60, true",
        "'max-age=60, proxy-revalidate', false",
    })
    void authorization_isSharedOnlyWhereTheOriginSaysSo(String control, boolean shared) {
        site.origin("page", "Cache-Control", control).get("/a", "Authorization", "Basic x");
        if (!shared) {
            site.origin("other", "Cache-Control", control);
        }

        assertThat(site.get("/a").body()).isEqualTo(shared ? "page" : "other");
    }

    @Test
    void authorization_doesNotGetAnAnonymousAnswer() {
        site.origin("please log in", "Cache-Control", "max-age=60").get("/a");

        assertThat(site.origin("yours").get("/a", "Authorization", "Basic x").body())
                .isEqualTo("yours");
        assertThat(site.get("/a").body()).isEqualTo("please log in");
    }

    @Test
    void post_withExplicitLifetimeAndItsOwnContentLocation_answersGet() {
        site.origin("page", "Cache-Control", "max-age=60", "Content-Location", "/a")
                .send("POST", "/a");
        assertThat(site.get("/a").body()).isEqualTo("page");

        site.origin("made", "Cache-Control", "max-age=60", "Content-Location", "/b")
                .send("POST", "/a");
        assertThat(site.records).isEmpty();
    }

    /** RFC 9111 section 5.2.1.5: no-store in a request is about every response to it. */
    @Test
    void post_thatAsksNotToStore_isNotStored() {
        site.origin("page", "Cache-Control", "max-age=60", "Content-Location", "/a")
                .send("POST", "/a", "Cache-Control", "no-store");

        assertThat(site.records).isEmpty();
    }

    /** RFC 9110 section 8.7: only with 200 is the content a representation of what a GET would ask for. */
    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206, 303, 400, 404, 500})
    void post_answeredOtherThanWith200_isNotStored(int status) {
        site.origin(status, "", "Cache-Control", "max-age=60", "Content-Location", "/a")
                .send("POST", "/a");

        assertThat(site.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3", "4, 4", "x", "-4"})
    void contentLength_thatContradictsTheContent_isNotStored(String length) {
        site.origin("page", "Cache-Control", "max-age=60", "Content-Length", length)
                .get("/a");

        assertThat(site.records).isEmpty();
    }

    @Test
    void maxSize_countsTheWholeRecord() {
        Site small = new Site(CachePolicy.builder().maxSize(1024).build());
        small.origin("x".repeat(1024), "Cache-Control", "max-age=60", "Content-Length", "1024");
        assertThat(small.get("/a").reason()).isEqualTo(Reason.TOO_LARGE);

        small.origin("x".repeat(1024), "Cache-Control", "max-age=60").get("/a");
        assertThat(small.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*, *", ", *", "*, Foo", "Foo, *", "Foo Bar", "Foo, \"Bar\""})
    void varyStar_orNoFieldName_isNotStored(String vary) {
        assertThat(site.origin("page", "Cache-Control", "max-age=60", "Vary", vary)
                        .get("/a")
                        .reason())
                .isEqualTo(Reason.VARY_STAR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Foo             | 1                     | 1                     | true",
                "Foo             | 1                     | 2                     | false",
                "Foo             | -                     | 1                     | false",
                "Foo             | 1                     | -                     | false",
                "Foo             | -                     | -                     | true",
                "Foo             | ''                    | -                     | false",
                "Foo             | -                     | ''                    | false",
                "Foo             | ''                    | ''                    | true",
                "Foo             | 1,2                   | ' 1,  2 '             | true",
                "Foo             | a                     | A                     | false",
                "Foo             | 1                     | '1,'                  | false",
                "Foo             | 1                     | ',1'                  | false",
                "Foo             | 1,2                   | '1,,2'                | false",
                "Foo             | ''                    | ','                   | false",
                "Accept-Encoding | 'gzip,br'             | ',br,,gzip'           | true",
                "Cookie          | 'a=1,2'               | 'a=1, 2'              | false",
                "User-Agent      | 'x (y,z)'             | 'x (y, z)'            | false",
                "Accept-Language | en, de                | de, en                | true",
                "Accept-Language | en, de                | eN,De                 | true",
                "Accept-Language | en, de;q=0.5          | de;q=0.5, en;q=1.0    | true",
                "Accept-Language | en, de;q=0.5          | de, en;q=0.5          | false",
                "Accept-Language | en;q=x                | EN;q=x                | false",
            })
    void vary_comparesNormalisedValues(String name, String first, String second, boolean matches) {
        site.origin("page", "Cache-Control", "max-age=60", "Vary", name);
        get(name, first);
        if (!matches) {
            site.origin("other", "Cache-Control", "max-age=60", "Vary", name);
        }

        assertThat(get(name, second).body()).isEqualTo(matches ? "page" : "other");
        assertThat(get(name, first).body()).isEqualTo("page");
    }

    @Test
    void vary_fieldThatEndsHere_countsAsTheOriginSawIt() {
        site.origin("english", "Cache-Control", "max-age=60", "Vary", "Accept-Language");
        // the origin is not told of German, so this is no German page
        site.get("/a", "Accept-Language", "de", "Connection", "close, accept-language");
        assertThat(site.lastSeen().fields().contains("Accept-Language")).isFalse();

        site.origin("deutsch", "Cache-Control", "max-age=60", "Vary", "Accept-Language");
        assertThat(site.get("/a", "Accept-Language", "de").body()).isEqualTo("deutsch");
        assertThat(site.get("/a").body()).isEqualTo("english");
    }

    @Test
    void cacheControl_quotedStringWithoutEnd_hidesNothingInTheNextLine() {
        site.origin("mine", "Cache-Control", "max-age=60, note=\"5 o'clock", "Cache-Control", "private");

        assertThat(site.get("/a").reason()).isEqualTo(Reason.PRIVATE);
    }

    @ParameterizedTest
    @CsvSource({"Content-Length, 5", "Transfer-Encoding, chunked"})
    void requestWithContent_isNeitherStoredNorAnsweredFromTheStore(String name, String value) {
        site.origin("for content", "Cache-Control", "max-age=60");
        assertThat(site.get("/a", name, value).reason()).isEqualTo(Reason.REQUEST_CONTENT);

        site.origin("plain", "Cache-Control", "max-age=60");
        assertThat(site.get("/a", "Content-Length", "0").body()).isEqualTo("plain");

        site.origin("for content", "Cache-Control", "max-age=60");
        assertThat(site.get("/a", name, value).body()).isEqualTo("for content");
    }

    private Site.Reply get(String name, String value) {
        return value == null ? site.get("/a") : site.get("/a", name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept-Language | en, de             | Content-Language | de   | fr;q=0.5, de;q=1.0 | true",
                "Accept-Language | en, de             | Content-Language | de   | fr, de             | false",
                "Accept-Language | en, de             | Content-Language | de   | de-AT, de;q=0.9    | false",
                "Accept-Language | en, de             | Content-Language | de   | de;q=0             | false",
                "Accept-Encoding | gzip, br           | Content-Encoding | gzip | gzip               | true",
                "Accept-Encoding | gzip               | Content-Encoding | gzip | gzip, br           | false",
            })
    void vary_prefersTheVariantWantedAboveAll(
            String name, String first, String content, String value, String second, boolean matches) {
        site.origin("page", "Cache-Control", "max-age=60", "Vary", name, content, value)
                .get("/a", name, first);
        if (!matches) {
            site.origin("other", "Cache-Control", "max-age=60", "Vary", name);
        }

        assertThat(site.get("/a", name, second).body()).isEqualTo(matches ? "page" : "other");
    }

    @Test
    void varyFlood_pushesOutOnlyVariantsOfItsOwnPage() {
        site.origin("kept", "Cache-Control", "max-age=600").get("/other");
        for (int i = 0; i < 100; i++) {
            site.origin("page" + i, "Cache-Control", "max-age=600", "Vary", "User-Agent")
                    .get("/a", "User-Agent", "agent" + i);
        }

        assertThat(site.records).hasSize(1 + 32 + 1);
        assertThat(site.get("/a", "User-Agent", "agent99").body()).isEqualTo("page99");
        assertThat(site.get("/other").body()).isEqualTo("kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60                | no-store            | true",
                "no-store                  | max-age=60          | false",
                "private                   | max-age=60          | false",
                "max-age=0                 | max-age=60          | false",
                "max-age=60                | max-age=0           | true",
                "max-age=60;foo=bar, x=(1) | no-store            | true",
                "MaX-aGe=60                | max-age=60          | true",
                "MaX-aGe=60                | no-store            | false",
                "max-age=60, &%$           | no-store            | false",
                "''                        | no-store            | false",
                "max-age=\"60\"            | max-age=60          | false",
                "max-age=60.0, max-age=60  | no-store            | true",
            })
    void targetedField_replacesCacheControlWhereItCanBeRead(String targeted, String control, boolean served) {
        site.origin("page", "CDN-Cache-Control", targeted, "Cache-Control", control)
                .get("/a");
        if (!served) {
            site.origin("newer");
        }

        assertThat(site.pass(1).get("/a").body()).isEqualTo(served ? "page" : "newer");
    }

    @Test
    void targetedField_firstOfTheListCounts() {
        Site two = new Site(CachePolicy.builder()
                .targets(List.of("Socache-Cache-Control", "CDN-Cache-Control"))
                .build());
        two.origin("page", "CDN-Cache-Control", "no-store", "Socache-Cache-Control", "max-age=60")
                .get("/a");

        assertThat(two.get("/a").body()).isEqualTo("page");
    }

    /** RFC 9110 section 12.5.5: the list may stand on several lines, and may be empty. */
    @Test
    void vary_onSeveralLines_isOneList() {
        site.origin("1", "Cache-Control", "max-age=60", "Vary", "Foo", "Vary", "", "Vary", "bar, foo")
                .get("/a", "Foo", "1", "Bar", "1");

        assertThat(site.get("/a", "Foo", "1", "Bar", "1").body()).isEqualTo("1");
        assertThat(site.origin("2").get("/a", "Foo", "1", "Bar", "2").body()).isEqualTo("2");
        assertThat(site.origin("3").get("/a", "Foo", "2", "Bar", "1").body()).isEqualTo("3");
    }

    /** RFC 9111 section 4: only GET and HEAD are answered from the store, and only they and POST are stored. */
    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PROPFIND", "QUERY", "PUT", "get"})
    void otherMethods_areWrittenThroughAndNotStored(String method) {
        site.origin("page", "Cache-Control", "max-age=60").send(method, "/a");
        assertThat(site.records).isEmpty();

        site.origin("page", "Cache-Control", "max-age=60").get("/a");
        assertThat(site.origin("other").send(method, "/a").body()).isEqualTo("other");
    }
}

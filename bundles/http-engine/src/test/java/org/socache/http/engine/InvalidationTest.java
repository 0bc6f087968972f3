// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9111 section 4.4: which requests take what is stored out, and which leave it. */
class InvalidationTest {

    private final Site site = new Site();

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "201, false",
        "204, false",
        "207, false",
        "301, false",
        "303, false",
        "304, false",
        "399, false",
        "400, true",
        "404, true",
        "409, true",
        "412, true",
        "500, true",
        "503, true",
    })
    void unsafeMethod_thatDidNotFail_takesTheTargetOut(int status, boolean kept) {
        site.origin("page", "Cache-Control", "max-age=600").get("/a");
        site.origin(status, "").send("POST", "/a");

        assertThat(site.records.isEmpty()).isEqualTo(!kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"})
    void safeMethod_leavesTheTarget(String method) {
        site.origin("page", "Cache-Control", "max-age=600").get("/a");
        site.origin("done", "Location", "/a", "Content-Location", "/a").send(method, "/a");

        assertThat(site.get("/a").body()).isEqualTo("page");
    }

    /** A cache that took out what another origin names would be its tool. */
    @ParameterizedTest
    @CsvSource({
        "/b, false",
        "http://www.example.com/b, false",
        "http://WWW.EXAMPLE.COM:80/b, false",
        "http://other.example.com/b, true",
        "http://www.example.com:81/b, true",
        "https://www.example.com/b, true",
        "//other.example.com/b, true",
        "http://www.example.com@other.example.com/b, true",
        "http:/b, true",
        "'', true",
    })
    void locationAndContentLocation_ofTheSameOriginOnly(String reference, boolean kept) {
        for (String name : new String[] {"Location", "Content-Location"}) {
            site.origin("page", "Cache-Control", "max-age=600").get("/b");
            site.origin(201, "", name, reference).send("PUT", "/a");

            assertThat(site.records.isEmpty()).as(name).isEqualTo(!kept);
            site.records.clear();
        }
    }

    @Test
    void unsafeMethod_ofAnotherQuery_leavesTheTarget() {
        site.origin("page", "Cache-Control", "max-age=600").get("/a?x=1");
        site.origin("").send("DELETE", "/a?x=2");

        assertThat(site.records).hasSize(1);
    }

    /** Whatever the request says of caching, or has by way of content, others must not get what it has changed. */
    @ParameterizedTest
    @CsvSource({
        "Cache-Control, no-store",
        "Cache-Control, only-if-cached",
        "Content-Length, 5",
        "If-Match, *",
        "Range, bytes=0-1"
    })
    void unsafeMethod_withAnyField_takesTheTargetOut(String name, String value) {
        site.origin("page", "Cache-Control", "max-age=600").get("/a");
        site.origin("").send("PUT", "/a", name, value);

        assertThat(site.records).isEmpty();
    }
}

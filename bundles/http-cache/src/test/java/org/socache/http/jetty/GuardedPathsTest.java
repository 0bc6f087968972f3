// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.exchange.CachedServer;
import org.socache.http.exchange.CachedServer.Place;
import org.socache.http.exchange.HttpCaching;

import static org.assertj.core.api.Assertions.assertThat;

class GuardedPathsTest {

    private final GuardedPaths guarded = new GuardedPaths();

    @ParameterizedTest
    @CsvSource({
        "/private, /private, true",
        "/private, /private/page, true",
        "/private, /privately, false",
        "/private, /, false",
        "/private/, /private, true",
        "/private, //private//page, true",
        "/private, /private\\page, true",
        "/private, /x\\..\\private, true",
        "/, /, true",
        "/, /page, true",
        "'', /page, true",
        "/app/private, /app/page, false",
        "/private, , false",
    })
    void cover_pathOfAGuard_isCoveredWithWhatIsBelow(String guard, String path, boolean covered) {
        guarded.add(service(1, guard));

        assertThat(guarded.cover(path)).isEqualTo(covered);
    }

    @Test
    void cover_guardWithSeveralPathsThenOtherOnesThenGone_isWhatItSaysNow() {
        guarded.add(service(1, new String[] {"/a", "/b"}));
        guarded.add(service(2, List.of("/c")));
        assertThat(guarded.cover("/b")).isTrue();
        assertThat(guarded.cover("/c")).isTrue();

        guarded.add(service(1, "/a"));
        guarded.remove(service(2, List.of("/c")));

        assertThat(guarded.cover("/a")).isTrue();
        assertThat(guarded.cover("/b")).isFalse();
        assertThat(guarded.cover("/c")).isFalse();
    }

    /** A hit is a hit there too, but behind the filters. */
    @Test
    void quickHandler_guardedPath_leavesItToTheFilterWhichCachesIt() throws Exception {
        CachedServer server = new CachedServer(Place.QUICK_HANDLER);
        try {
            for (String path : List.of("/private/page", "/page")) {
                server.page(path, (request, response) -> {
                    response.setHeader("Cache-Control", "public, max-age=60");
                    response.setHeader(
                            "X-Taken", String.valueOf(request.getAttribute(HttpCaching.TAKEN) == Boolean.TRUE));
                    response.getWriter().print("page");
                });
            }
            server.quickHandler.addGuard(service(1, "/private"));

            assertThat(server.get("/page").headers().firstValue("X-Taken")).hasValue("true");
            assertThat(server.get("/private/page").headers().firstValue("X-Taken"))
                    .hasValue("false");
            assertThat(CachedServer.outcome(server.get("/private/page"))).isEqualTo("HIT");
            assertThat(server.calls("/private/page")).isEqualTo(1);
        } finally {
            server.close();
        }
    }

    private static Map<String, Object> service(long id, Object paths) {
        return Map.of("service.id", id, GuardedPaths.PROPERTY, paths);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.exchange.CachedServer.Page;
import org.socache.http.exchange.CachedServer.Place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socache.http.exchange.CachedServer.outcome;

/** Where entries are kept when there is more than one storage. */
@Timeout(30)
class StoragesTest {

    private static final PurgeRequest SOFT = new PurgeRequest(Selector.PATTERN, "*", true, false);

    private CachedServer site;

    private CachedServer start(String enabled, LocationConfiguration... locations) throws Exception {
        site = new CachedServer(
                Place.QUICK_HANDLER, List.of(locations), "CacheEnable", enabled, "CacheSocacheMaxSize", "2000");
        return site;
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static Page page(int length, String... fields) {
        return (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            response.setHeader("ETag", "\"v1\"");
            for (int i = 0; i < fields.length; i += 2) {
                response.setHeader(fields[i], fields[i + 1]);
            }
            if ("\"v1\"".equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
            } else {
                response.getOutputStream().write(new byte[length]);
            }
        };
    }

    private void assertKept(int inSocache, int onDisk) {
        assertThat(site.cache.size()).as("in socache").isEqualTo(inSocache);
        assertThat(site.disk.size()).as("on disk").isEqualTo(onDisk);
    }

    @Test
    void storages_inAnotherOrderForAnotherUrl_areAskedInEachOnesOwn() throws Exception {
        start("socache /a, disk /a, disk /b, socache /b").page("/a", page(1)).page("/b", page(1));

        site.get("/b");
        assertKept(0, 1);
        site.get("/a");
        assertKept(1, 1);
    }

    @Test
    void unsafeMethod_namingAUrlKeptInAnotherStorage_takesItsEntriesOut() throws Exception {
        start("socache /a, disk /b").page("/b", page(1, "Vary", "Accept"));
        site.page("/a", (request, response) -> response.setHeader("Content-Location", "/b"));
        site.get("/b", "Accept", "text/plain");
        assertKept(0, 2);

        site.send("POST", "/a");

        assertKept(0, 0);
        assertThat(outcome(site.get("/b", "Accept", "text/plain"))).isEqualTo("MISS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk /d, socache /s", "socache /s, disk /d"})
    void purge_soft_leavesEveryEntryWhereItIs(String enabled) throws Exception {
        start(enabled).page("/d", page(1)).page("/s", page(1));
        site.get("/d");
        site.get("/s");
        assertKept(1, 1);

        assertThat(site.caching.purge(SOFT).entries()).isEqualTo(2);

        assertKept(1, 1);
        assertThat(outcome(site.get("/d"))).isEqualTo("REVALIDATE");
        assertThat(outcome(site.get("/s"))).isEqualTo("REVALIDATE");
        assertKept(1, 1);
    }

    @Test
    void purge_soft_ofAVariantApartFromItsIndex_makesItStaleToo() throws Exception {
        start("socache /, disk /").page("/a", page(5000, "Vary", "Accept"));
        site.get("/a", "Accept", "text/plain");
        assertKept(1, 1);

        assertThat(site.caching.purge(SOFT).entries()).isEqualTo(1);

        assertKept(1, 1);
        assertThat(outcome(site.get("/a", "Accept", "text/plain"))).isEqualTo("REVALIDATE");
    }

    @Test
    void purge_soft_ofALocationWithLargerEntries_keepsThem() throws Exception {
        LocationConfiguration large = LocationConfiguration.read(
                "large.cfg", Map.of("Location", "/large", "CacheEnable", "socache", "CacheSocacheMaxSize", "9000"));
        start("socache /small", large).page("/large", page(5000));
        site.get("/large");
        assertKept(1, 0);

        site.caching.purge(SOFT);

        assertKept(1, 0);
        assertThat(outcome(site.get("/large"))).isEqualTo("REVALIDATE");
    }
}

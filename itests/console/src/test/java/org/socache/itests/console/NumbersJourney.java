// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import javax.management.JMException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/** JMX, metrics, status page and shell tell the same; and the shell's own commands on the HTTP cache work. */
@ExtendWith(SharedNode.class)
class NumbersJourney {

    private static final String HTTP = "org.socache:type=Cache,name=http";

    private final Karaf karaf;
    private final Browser browser;

    NumbersJourney(Karaf karaf) {
        this.karaf = karaf;
        this.browser = karaf.browser();
    }

    @ParameterizedTest
    @CsvSource({
        "RetrieveHitCount, socache_retrieve_hits_total, CacheRetrieveHitCount",
        "RetrieveMissCount, socache_retrieve_misses_total, CacheRetrieveMissCount",
        "StoreCount, socache_stores_total, CacheStoreCount",
        "Entries, socache_entries, CacheCurrentEntries",
        "BytesCapacity, socache_capacity_bytes, CacheSharedMemory"
    })
    void numbers_anywhere_areTheSame(String attribute, String metric, String key) throws IOException, JMException {
        String page = DemoPages.fresh();
        browser.get(page);
        browser.get(page);

        String expected;
        try (Jmx jmx = karaf.jmx()) {
            expected = String.valueOf(jmx.attribute(HTTP, attribute));
        }

        assertThat(get("/socache/metrics"))
                .contains(metric + "{cache=\"http\",consumer=\"cache-socache\",provider=\"shmcb\"} " + expected + "\n");
        assertThat(get("/socache/status?auto")).contains("\n" + key + ": " + expected + "\n");
        assertThat(karaf.shell("socache:status --json http"))
                .containsPattern("\"" + metric + "\":" + expected + "[,}]");
    }

    private String get(String path) throws IOException {
        return browser.getAsAdministrator(path).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/socache/metrics", "/socache/status", "/socache/status?auto", "/socache/api/caches"})
    void get_nobody_isTurnedAway(String path) throws IOException {
        assertThat(browser.get(path).status()).isEqualTo(401);
    }

    @Test
    void trace_afterTwoVisits_tellsMissAndHit() throws IOException {
        String page = DemoPages.fresh();
        browser.get(page);
        browser.get(page);

        assertThat(karaf.shell("socache:trace --no-format --url " + page))
                .containsSubsequence("MISS", page, "nothing stored", "HIT", page);
        assertThat(karaf.shell("socache:trace --json --outcome MISS --url " + page))
                .contains("\"outcome\":\"MISS\"")
                .doesNotContain("\"outcome\":\"HIT\"");
    }

    @Test
    void purge_dryRun_countsAndChangesNothing() throws IOException {
        String page = DemoPages.fresh();
        String url = "http://127.0.0.1:" + karaf.ports().http() + page;
        browser.get(page);

        assertThat(karaf.shell("socache:purge --dry-run " + url)).contains("1 stored response would be removed");
        assertThat(browser.get(page).isHit()).isTrue();

        assertThat(karaf.shell("socache:purge " + url)).contains("1 stored response removed");
        assertThat(browser.get(page).isHit()).isFalse();
    }

    @Test
    void top_once_hasALineForTheCacheThatFitsIntoATerminal() {
        assertThat(karaf.shell("socache:top --count 1 --interval 1").lines().filter(line -> line.startsWith("http ")))
                .singleElement()
                .asString()
                .contains("BOUND")
                .hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void doctor_freshNode_findsTheCacheWell() {
        assertThat(karaf.shell("socache:doctor --no-format"))
                .contains("cache http", "BOUND on shmcb:")
                .doesNotContain("FAIL");
    }
}

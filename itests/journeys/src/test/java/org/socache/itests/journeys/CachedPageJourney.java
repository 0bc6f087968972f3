// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.socache.itests.harness.DemoPages.computed;

/** The first page of the manual: one slow page, asked for in different ways. */
@ExtendWith(SharedNode.class)
class CachedPageJourney {

    private final Browser browser;
    private final String page = DemoPages.fresh();

    CachedPageJourney(Karaf karaf) {
        this.browser = karaf.browser();
    }

    @Test
    void get_first_isAMissThatTookItsTime() throws IOException {
        Answer first = browser.get(page);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("X-Cache")).startsWith("MISS");
        assertThat(first.took()).isGreaterThan(Duration.ofMillis(50));
        assertThat(first.isIntact()).isTrue();
    }

    @Test
    void get_again_isTheSamePageWithItsAgeInNoTime() throws IOException {
        Answer first = browser.get(page);
        Answer second = browser.get(page);

        assertThat(second.header("X-Cache")).startsWith("HIT");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Age")).matches("[0-9]|1[0-9]");
        assertThat(fastestOf(100)).isLessThan(Duration.ofMillis(5));
    }

    private Duration fastestOf(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(number -> Journeys.calling(() -> browser.get(page)).took())
                .min(Duration::compareTo)
                .orElseThrow();
    }

    @Test
    void get_afterASecond_hasAged() throws IOException {
        browser.get(page);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(browser.get(page).header("Age")).isEqualTo("2"));
    }

    @Test
    void get_noCache_asksTheOrigin() throws IOException {
        browser.get(page);
        int before = computed(browser);

        Answer asked = browser.get(page, "Cache-Control", "no-cache");

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.isHit()).isFalse();
        assertThat(browser.get(page).isHit()).isTrue();
        assertThat(computed(browser) - before).isLessThanOrEqualTo(1);
    }

    @Test
    void post_cachedPage_dropsIt() throws IOException {
        browser.get(page);
        assertThat(browser.get(page).isHit()).isTrue();

        assertThat(browser.post(page, "note=changed").status()).isEqualTo(204);

        Answer changed = browser.get(page);
        assertThat(changed.isHit()).isFalse();
        assertThat(changed.text()).endsWith("Note: changed\n");
        assertThat(browser.get(page).text()).endsWith("Note: changed\n");
    }

    @Test
    void get_matchingEntityTag_isNotModified() throws IOException {
        String entityTag = browser.get(page).header("ETag");
        int before = computed(browser);

        Answer answer = browser.get(page, "If-None-Match", entityTag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo(entityTag);
        assertThat(computed(browser)).isEqualTo(before);
    }

    @Test
    void get_otherEntityTag_isTheWholePage() throws IOException {
        browser.get(page);

        Answer answer = browser.get(page, "If-None-Match", "\"other\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.isHit()).isTrue();
        assertThat(answer.isIntact()).isTrue();
    }

    @Test
    void get_noStorePage_isNeverAHit() throws IOException {
        browser.get("/demo/count");

        assertThat(browser.get("/demo/count").isHit()).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every bundle of a running node is replaced, the API under all of them first: configuration and entries are still there. */
@ExtendWith(SharedNode.class)
class UpdateJourney {

    private static final List<String> BUNDLES = List.of(
            "org.socache.api",
            "org.socache.core",
            "org.socache.provider.shmcb",
            "org.socache.http.engine",
            "org.socache.http",
            "org.socache.console",
            "org.socache.shell");

    private final Karaf karaf;
    private final Browser browser;

    UpdateJourney(Karaf karaf) {
        this.karaf = karaf;
        this.browser = karaf.browser();
    }

    @Test
    void update_ofEveryBundle_keepsConfigurationAndEntries() throws IOException {
        String page = DemoPages.fresh();
        browser.get(page);
        String configuration = karaf.read("etc/org.socache.http.cfg");

        karaf.shell("bundle:update " + String.join(" ", BUNDLES));

        await("the cache, after its bundles were replaced")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(browser.get(page).isHit()).isTrue());
        assertThat(karaf.read("etc/org.socache.http.cfg")).isEqualTo(configuration);
        await("the shell")
                .ignoreExceptions()
                .until(() -> karaf.shell("socache:list").contains("BOUND"));
        await("the console").until(() -> browser.get("/socache/metrics").status() == 401);
    }
}

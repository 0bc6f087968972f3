// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Load;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;
import static org.socache.itests.harness.DemoPages.computed;

/** Another provider behind a site that is being visited: nobody notices, and nothing is computed again. */
@ExtendWith(SharedNode.class)
class SwitchUnderLoadJourney {

    private static final int CONNECTIONS = 4;
    private static final int PAGES = 12;

    /** Answers between the steps: some seconds of load, which does not pause while they are taken. */
    private static final int ANSWERS = 1_500;

    private final Karaf karaf;

    SwitchUnderLoadJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    /** The ways an operator has. */
    enum Way {
        SHELL {
            @Override
            void go(Karaf karaf, Jmx jmx, String specification) {
                assertThat(karaf.shell("socache:switch http \"" + specification + "\""))
                        .contains("switched from");
            }
        },
        JMX {
            @Override
            void go(Karaf karaf, Jmx jmx, String specification) throws IOException, JMException {
                jmx.invoke(Caches.HTTP, "switchProvider", specification);
            }
        },
        FILE {
            @Override
            void go(Karaf karaf, Jmx jmx, String specification) {
                karaf.edit(Caches.CFG, "CacheSocache", specification);
            }
        },
        CONFIG_COMMAND {
            @Override
            void go(Karaf karaf, Jmx jmx, String specification) {
                karaf.shell("config:property-set --pid org.socache.http CacheSocache \"" + specification + "\"");
            }
        };

        abstract void go(Karaf karaf, Jmx jmx, String specification) throws IOException, JMException;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void switchThereAndBack_underLoad_nothingFailsAndNothingIsComputedAgain(Way way) throws IOException, JMException {
        List<String> pages = DemoPages.fresh(PAGES);
        Browser browser = karaf.browser();
        for (String page : pages) {
            browser.get(page);
        }
        int before = computed(browser);

        try (Jmx jmx = karaf.jmx();
                Load load = Load.on(karaf, CONNECTIONS, pages)) {
            awaitMore(load);
            way.go(karaf, jmx, Caches.DBM);
            Caches.awaitBound(jmx, Caches.DBM);
            awaitMore(load);
            way.go(karaf, jmx, Caches.SHMCB);
            Caches.awaitBound(jmx, Caches.SHMCB);
            awaitMore(load);

            load.stop();
            // all of them: a request that was not answered in time may have been a miss first
            assertSoftly(all -> {
                all.assertThat(load.failures())
                        .as("failures; the node's warnings: %s", karaf.logged("WARN"))
                        .isEmpty();
                all.assertThat(load.damage()).as("damage").isEmpty();
                all.assertThat(load.hits()).as("hits").isEqualTo(load.answers());
            });
        }
        assertThat(computed(browser)).isEqualTo(before);
        await("the choice in " + Caches.CFG)
                .untilAsserted(() -> assertThat(karaf.read(Caches.CFG)).contains(Caches.SHMCB));
    }

    private static void awaitMore(Load load) {
        long from = load.answers();
        await("load").atMost(Duration.ofSeconds(60)).until(() -> load.answers() - from >= ANSWERS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Load;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code kill -9} in the middle of the load: the node comes back, and nothing corrupt is ever served. */
class CrashJourney {

    private static final int CONNECTIONS = 4;

    @ParameterizedTest
    @ValueSource(strings = {Caches.DBM, Caches.SHMCB})
    void killAndRestart_underLoad_servesNothingCorrupt(String specification) throws IOException, JMException {
        List<String> pages = DemoPages.fresh(12);
        try (Karaf own = SharedNode.ownNode("crash-" + specification.replaceAll(":.*", ""))) {
            start(own);
            try (Jmx jmx = own.jmx()) {
                jmx.invoke(Caches.HTTP, "switchProvider", specification);
                Caches.awaitBound(jmx, specification);
            }
            try (Load load = Load.steadily(own, CONNECTIONS, pages)) {
                await("hits").atMost(Duration.ofSeconds(60)).until(() -> load.hits() > 500);
                own.kill();
                start(own);
                long hits = load.hits();
                await("hits after the crash").atMost(Duration.ofSeconds(60)).until(() -> load.hits() - hits > 500);

                load.stop();
                assertThat(load.damage()).isEmpty();
            }
            try (Jmx jmx = own.jmx()) {
                assertThat(Caches.specification(jmx)).isEqualTo(specification);
            }
            assertThat(own.logged("ERROR")).isEmpty();
        }
    }

    private static void start(Karaf karaf) {
        SharedNode.awaitServing(karaf.start());
    }
}

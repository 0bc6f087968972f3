// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.Notification;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** JConsole, in a JVM that knows none of the project's classes. */
@ExtendWith(SharedNode.class)
class ManagementJourney {

    private final Karaf karaf;
    private final Browser browser;
    private final String page = DemoPages.fresh();
    private Jmx jmx;

    ManagementJourney(Karaf karaf) {
        this.karaf = karaf;
        this.browser = karaf.browser();
    }

    @BeforeEach
    void connect() throws IOException {
        jmx = karaf.jmx();
    }

    @AfterEach
    void disconnect() throws IOException {
        jmx.close();
    }

    @Test
    void everyAttribute_isReadableAndDescribed() throws IOException, JMException {
        MBeanInfo info = jmx.info(Caches.HTTP);

        assertThat(info.getAttributes())
                .extracting(MBeanAttributeInfo::getName)
                .contains("Consumer", "Provider", "Argument", "State", "Entries", "BytesUsed", "BytesCapacity")
                .contains("StoreCount", "ReplaceCount", "ExpireCount", "ScrolledCount", "RefusedCount")
                .contains("RetrieveHitCount", "RetrieveMissCount", "RemoveHitCount", "RemoveMissCount")
                .contains("ErrorCount", "HitRatio", "RetrieveLatency");
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            assertThat(jmx.attribute(Caches.HTTP, attribute.getName()))
                    .as(attribute.getName())
                    .isNotNull();
        }
        assertThat(Stream.of(info.getAttributes(), info.getOperations())
                        .flatMap(Stream::of)
                        .map(MBeanFeatureInfo.class::cast))
                .allSatisfy(element -> assertThat(element.getDescription())
                        .as(element.getName())
                        .matches("[A-Z].* .*[.]"));
        assertThat(info.getNotifications()).isNotEmpty();
    }

    @Test
    void counters_followTheVisits() throws IOException, JMException {
        long hits = (long) jmx.attribute(Caches.HTTP, "RetrieveHitCount");
        long stores = (long) jmx.attribute(Caches.HTTP, "StoreCount");

        browser.get(page);
        browser.get(page);

        assertThat((long) jmx.attribute(Caches.HTTP, "RetrieveHitCount")).isGreaterThan(hits);
        assertThat((long) jmx.attribute(Caches.HTTP, "StoreCount")).isGreaterThan(stores);
        assertThat((long) jmx.attribute(Caches.HTTP, "Entries")).isPositive();
    }

    @Test
    void switchProvider_thereAndBack_isNotified() throws IOException, JMException, InterruptedException {
        BlockingQueue<Notification> heard = jmx.notifications(Caches.HTTP);
        browser.get(page);

        jmx.invoke(Caches.HTTP, "switchProvider", Caches.DBM);
        assertThat(heard.poll(30, TimeUnit.SECONDS))
                .isNotNull()
                .satisfies(notification -> assertThat(notification.getMessage())
                        .contains(Caches.SHMCB)
                        .contains(Caches.DBM));
        assertThat(browser.get(page).isHit()).isTrue();

        jmx.invoke(Caches.HTTP, "switchProvider", Caches.SHMCB);
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(browser.get(page).isHit()).isTrue();
    }

    @Test
    void switchProvider_fileSaysTheOldOneAgainAtOnce_cacheIsBackThere() throws IOException, JMException {
        jmx.invoke(Caches.HTTP, "switchProvider", Caches.DBM);
        karaf.edit(Caches.CFG, "CacheSocache", Caches.SHMCB);

        Caches.awaitBound(jmx, Caches.SHMCB);
    }

    @Test
    void clear_dropsEverything() throws IOException, JMException {
        browser.get(page);

        assertThat(jmx.invoke(Caches.HTTP, "clear")).isEqualTo(true);

        assertThat(browser.get(page).isHit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shmcb:/x(12)", "nosuch:", "dbm:/proc/nope", "", ":data/x", "shmcb:data/x(many)"})
    void switchProvider_wrongSpecification_isRefusedAndTheCacheGoesOn(String wrong) throws IOException, JMException {
        browser.get(page);

        assertThatThrownBy(() -> jmx.invoke(Caches.HTTP, "switchProvider", wrong))
                .rootCause()
                .message()
                .contains(" ")
                .hasSizeGreaterThan(20)
                .doesNotContain("org.socache.");

        assertThat(Caches.specification(jmx)).isEqualTo(Caches.SHMCB);
        assertThat(Caches.state(jmx)).isEqualTo("BOUND");
        assertThat(browser.get(page).isHit()).isTrue();
    }

    @Test
    void shell_wrongSpecification_saysWhatIsWrong() {
        assertThat(karaf.shell("socache:switch http \"shmcb:/x(12)\""))
                .contains("12")
                .doesNotContain("Exception:");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Karaf as its project releases it takes our features in, one by one, and nothing that ran before is disturbed. */
@ExtendWith(SharedNode.class)
class StockKarafJourney {

    private static final String FEATURES = "org.apache.karaf:type=feature,name=root";
    private static final String REPOSITORY =
            "mvn:org.socache/features/" + System.getProperty("socache.version") + "/xml/features";
    private static final String LOG = "data/log/karaf.log";
    private static final String PROVIDER = "socache-provider-";
    private static final List<String> WANTED = List.of(
            "socache",
            "socache-provider-dbm",
            "socache-provider-redis",
            "socache-provider-memcache",
            "socache-provider-dc",
            "socache-dc-server",
            "socache-http",
            "socache-http-proxy",
            "socache-console",
            "socache-authn-http",
            "socache-ssl",
            "socache-demo");

    private final Path repository;

    /** What the distribution has in {@code system/} serves as the Maven repository that the features are fetched from. */
    StockKarafJourney(Karaf distribution) {
        this.repository = distribution.file("system");
    }

    @Test
    void install_intoStockKaraf_refreshesNothingAndCaches() throws IOException, JMException {
        try (Karaf stock = stock().start();
                Jmx jmx = stock.jmx()) {
            awaitBooted(stock);
            jmx.invoke(FEATURES, "addRepository", REPOSITORY);
            Map<Long, Long> before = lastModified(jmx);

            int booted = stock.read(LOG).length();

            stock.shell("feature:install -t -v " + String.join(" ", WANTED));
            assertThat(stock.read(LOG).substring(booted))
                    .contains("Bundles to install:", "org.socache.core", "org.socache.http")
                    .doesNotContain("Bundles to refresh:");

            for (String feature : WANTED) {
                Set<Long> there = lastModified(jmx).keySet();
                jmx.invoke(FEATURES, "installFeature", feature, true);
                Delivery delivery = Delivery.of(feature, there, jmx, List.of(repository, stock.file("system")));
                System.out.print(delivery);
                assertBringsAProviderAndNoMore(delivery, jmx);
            }
            assertThat(stock.read(LOG).substring(booted)).doesNotContain("Refreshing bundles:");
            assertThat(lastModified(jmx)).containsAllEntriesOf(before);

            stock.edit(Caches.CFG, "CacheHeader", "on");
            stock.edit(Caches.CFG, "CacheEnable", "socache /demo");
            Browser browser = SharedNode.awaitServing(stock).browser();
            String page = DemoPages.fresh();
            assertThat(browser.get(page).isHit()).isFalse();
            assertThat(browser.get(page).isHit()).isTrue();
        }
    }

    /** What a provider stands on comes in bundles of its own, or is nobody else's to see. */
    private static void assertBringsAProviderAndNoMore(Delivery delivery, Jmx jmx) throws IOException {
        assertThat(delivery.ours())
                .flatExtracting(Delivery.Bundle::exports)
                .as("what our bundles of %s export", delivery.feature())
                .allMatch(name -> name.startsWith("org.socache."));
        if (delivery.feature().startsWith(PROVIDER)) {
            String provider = delivery.feature().substring(PROVIDER.length());
            assertThat(delivery.ours())
                    .singleElement()
                    .satisfies(bundle -> assertThat(bundle.exports()).isEmpty());
            await("provider " + provider).until(() -> jmx.has("org.socache:type=Provider,name=" + provider));
        }
    }

    private Karaf stock() {
        Karaf karaf = Karaf.stock(
                Path.of(System.getProperty("karaf.distribution")),
                SharedNode.nodes().resolve("stock"));
        String cfg = "etc/org.ops4j.pax.url.mvn.cfg";
        karaf.edit(
                cfg,
                "org.ops4j.pax.url.mvn.defaultRepositories",
                Stream.of(karaf.file("system"), repository)
                        .map(directory -> directory.toUri() + "@id="
                                + directory.getParent().getFileName() + "@snapshots")
                        .reduce((one, other) -> one + "," + other)
                        .orElseThrow());
        // no other place to fetch anything from: neither the network nor what earlier builds left on this machine
        karaf.edit(cfg, "org.ops4j.pax.url.mvn.repositories", "");
        karaf.edit(
                cfg,
                "org.ops4j.pax.url.mvn.localRepository",
                karaf.file("data/repository").toString());
        return karaf;
    }

    /** SSH is among the last things that come. */
    private static void awaitBooted(Karaf karaf) {
        await("the shell of stock Karaf")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> karaf.shell("feature:list -i").contains("diagnostic"));
    }

    /** Bundle id to the time of its last change, which a refresh leaves alone and an update or reinstallation moves. */
    private static Map<Long, Long> lastModified(Jmx jmx) throws IOException, JMException {
        Map<Long, Long> times = new TreeMap<>();
        for (CompositeData bundle : Delivery.installed(jmx)) {
            times.put((Long) bundle.get("Identifier"), (Long) bundle.get("LastModified"));
        }
        return times;
    }
}

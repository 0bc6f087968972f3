// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Load;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A provider's bundle is stopped, started and replaced while the site is being visited. */
@ExtendWith(SharedNode.class)
class ProviderComesAndGoesJourney {

    private static final String BUNDLES = "org.apache.karaf:type=bundle,name=root";
    private static final String SHMCB = "org.socache.provider.shmcb";
    private static final String CHANGED = "Socache :: Provider :: shmcb, changed";
    private static final int CONNECTIONS = 4;

    @Test
    void stopAndStart_underLoad_missesAndThenHitsAgain(Karaf karaf) throws IOException, JMException {
        try (Jmx jmx = karaf.jmx();
                Load load = Load.steadily(karaf, CONNECTIONS, DemoPages.fresh(3))) {
            awaitHits(load);

            jmx.invoke(BUNDLES, "stop", SHMCB);
            Caches.awaitState(jmx, "UNBOUND");
            awaitMisses(load);

            jmx.invoke(BUNDLES, "start", SHMCB);
            Caches.awaitBound(jmx, Caches.SHMCB);
            awaitHits(load);

            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(load.damage()).isEmpty();
        }
    }

    @Test
    void changedJarInDeploy_underLoad_isTakenAndHitsComeBack() throws IOException, JMException {
        try (Karaf own = SharedNode.awaitServing(SharedNode.ownNode("redeploy").start());
                Jmx jmx = own.jmx();
                Load load = Load.steadily(own, CONNECTIONS, DemoPages.fresh(3))) {
            awaitHits(load);
            Caches.awaitBound(jmx, Caches.SHMCB);
            deployChanged(own);
            await("the changed bundle")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> names(jmx).contains(CHANGED));
            Caches.awaitBound(jmx, Caches.SHMCB);
            awaitHits(load);

            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(load.damage()).isEmpty();
        }
    }

    private static List<Object> names(Jmx jmx) throws IOException, JMException {
        return ((TabularData) jmx.attribute(BUNDLES, "Bundles"))
                .values().stream().map(row -> ((CompositeData) row).get("Name")).toList();
    }

    /**
     * The same version with a change, as after a new build: then the file installer updates the bundle that is there. A jar
     * with another version would be installed beside it. Written aside first and then moved in whole.
     */
    private static void deployChanged(Karaf karaf) throws IOException {
        Path changed = Files.createTempFile(SharedNode.nodes(), "changed", ".jar");
        try (JarInputStream from = new JarInputStream(Files.newInputStream(jar(karaf)))) {
            from.getManifest().getMainAttributes().putValue("Bundle-Name", CHANGED);
            try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(changed), from.getManifest())) {
                for (JarEntry entry = from.getNextJarEntry(); entry != null; entry = from.getNextJarEntry()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    from.transferTo(to);
                }
            }
        }
        Files.move(changed, karaf.file("deploy/shmcb-changed.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path jar(Karaf karaf) throws IOException {
        try (Stream<Path> files = Files.walk(karaf.file("system/org/socache/" + SHMCB))) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSize(1);
            return jars.get(0);
        }
    }

    private static void awaitHits(Load load) {
        long hits = load.hits();
        await("hits").atMost(Duration.ofSeconds(30)).until(() -> load.hits() - hits > 500);
    }

    private static void awaitMisses(Load load) {
        long misses = load.answers() - load.hits();
        await("misses").atMost(Duration.ofSeconds(30)).until(() -> load.answers() - load.hits() - misses > 12);
    }
}

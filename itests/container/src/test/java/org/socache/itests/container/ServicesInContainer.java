// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.container;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;

import org.apache.karaf.itests.KarafTestSupport;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.karaf.options.KarafDistributionBaseConfigurationOption;
import org.ops4j.pax.exam.karaf.options.KarafDistributionOption;
import org.ops4j.pax.exam.options.MavenArtifactUrlReference;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

/** A consumer of its own among the bundles of the distribution, and the state that those are in. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ServicesInContainer extends KarafTestSupport {

    @Inject
    private BundleContext context;

    @Inject
    private SharedCaches caches;

    @Inject
    private CacheAdmin admin;

    /** Only to satisfy the support class; the archive of this build is put in its place below. */
    @Override
    public MavenArtifactUrlReference getKarafDistribution() {
        return org.ops4j.pax.exam.CoreOptions.maven("unused", "unused", "0");
    }

    @Override
    @Configuration
    public Option[] config() {
        Option ours = KarafDistributionOption.karafDistributionConfiguration()
                .frameworkUrl("file:" + System.getProperty("karaf.distribution"))
                .name("socache")
                .karafVersion(System.getProperty("karaf.version"))
                .unpackDirectory(new java.io.File("target/exam"));
        return Arrays.stream(super.config())
                .map(option -> option instanceof KarafDistributionBaseConfigurationOption ? ours : option)
                .toArray(Option[]::new);
    }

    @Test
    public void ourBundles_areAllActive() {
        List<String> asleep = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.socache."))
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .collect(Collectors.toList());

        assertEquals(List.of(), asleep);
    }

    @Test
    public void aConsumerInTheContainer_storesSwitchesAndFindsAgain() throws Exception {
        CacheRegistration registration =
                new CacheRegistration("container-test", "container", "org.socache.itests.container", "Cache");
        byte[] id = "id".getBytes(UTF_8);
        byte[] data = "data".getBytes(UTF_8);
        try (SharedCache cache =
                caches.open(registration, CacheSpecification.parse("shmcb:data/container.cache(1M)"), Hints.NONE)) {
            assertTrue(
                    cache.store(id, System.currentTimeMillis() + 60_000, data).stored());

            assertTrue(admin.cache("container")
                    .orElseThrow(AssertionError::new)
                    .switchTo(CacheSpecification.parse("dbm:data/container.db"))
                    .await(Duration.ofSeconds(30)));

            assertEquals(CacheState.BOUND, cache.state());
            assertArrayEquals(data, cache.retrieve(id));
        }
        assertTrue(admin.cache("container").isEmpty());
    }

    @Test
    public void commands_viewer_answerInTheShell() throws Exception {
        assertContains("http", executeCommand("socache:list", new RolePrincipal("viewer")));
        assertContains("shmcb", executeCommand("socache:providers", new RolePrincipal("viewer")));
    }

    @Test
    public void commands_nobody_areNotEvenFound() {
        Exception refused =
                assertThrows(Exception.class, () -> executeCommand("socache:clear http", new RolePrincipal("guest")));

        assertContains("Command not found", refused.toString());
    }
}

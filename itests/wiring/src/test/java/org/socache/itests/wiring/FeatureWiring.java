// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.CacheProvider;
import org.socache.itests.harness.EmbeddedFramework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each provider's feature by itself: what it brings is all it needs beside core, and nobody else sees our parts of it. */
@Timeout(60)
class FeatureWiring {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureWiring.class);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"dbm", "redis", "memcache", "dc"})
    void providerFeature_alone_offersItsProvider(String provider) throws Exception {
        Files.createDirectories(directory.resolve("data"));
        try (EmbeddedFramework framework = new EmbeddedFramework(directory)) {
            framework.start("org.socache.core");

            List<Bundle> brought = framework.startFeature("socache-provider-" + provider);

            String filter = "(" + CacheProvider.PROVIDER_NAME + "=" + provider + ")";
            await().until(() -> !framework
                    .context()
                    .getServiceReferences(CacheProvider.class, filter)
                    .isEmpty());
            report(provider, brought);
            assertThat(brought)
                    .filteredOn(bundle -> bundle.getSymbolicName().startsWith("org.socache."))
                    .singleElement()
                    .satisfies(ours -> {
                        assertThat(ours.getHeaders().get("Export-Package")).isNull();
                        assertThat(ours.getRegisteredServices()).isNotEmpty();
                    });
        }
    }

    private static void report(String provider, List<Bundle> brought) throws IOException {
        long total = 0;
        List<String> lines = new ArrayList<>();
        for (Bundle bundle : brought) {
            String file = bundle.getLocation().substring("reference:".length());
            long size = Files.size(Path.of(URI.create(file)));
            total += size;
            lines.add(String.format("%8d KiB  %s %s", size >> 10, bundle.getSymbolicName(), bundle.getVersion()));
        }
        LOG.info("socache-provider-{}: {} KiB{}{}", provider, total >> 10, "\n", String.join("\n", lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.socache.core", "org.socache.provider.memcache"})
    void bundleThatEmbedsOthers_carriesTheirLicences(String artifact) throws Exception {
        try (EmbeddedFramework framework = new EmbeddedFramework(Files.createDirectories(directory.resolve("data")))) {
            Bundle bundle = framework.start(artifact);

            assertThat(bundle.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(bundle.getEntry("META-INF/NOTICE")).isNotNull();
        }
    }
}

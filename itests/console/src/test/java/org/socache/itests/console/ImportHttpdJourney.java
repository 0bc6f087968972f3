// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An administrator of httpd moves in: looks first, then writes, and the node does what the lines say. */
@ExtendWith(SharedNode.class)
class ImportHttpdJourney {

    private static final String WRITTEN = "etc/org.socache.http.location-demo_primes.cfg";

    private final Karaf karaf;
    private final Browser browser;

    ImportHttpdJourney(Karaf karaf) {
        this.karaf = karaf;
        this.browser = karaf.browser();
    }

    @BeforeEach
    void httpd() throws IOException {
        Files.writeString(karaf.file("httpd.conf"), """
                <IfModule mod_cache.c>
                    CacheQuickHandler off
                    <Location "/demo/primes">
                        CacheDetailHeader on
                        CacheMaxExpire 1d
                    </Location>
                </IfModule>
                """);
    }

    @AfterEach
    void moveOut() throws IOException {
        Files.deleteIfExists(karaf.file("httpd.conf"));
        Files.deleteIfExists(karaf.file(WRITTEN));
        await("the location is gone").ignoreExceptions().until(() -> detail().isEmpty());
    }

    @Test
    void importHttpd_firstLooksThenWrites() throws IOException {
        String before = karaf.read("etc/org.socache.http.cfg");

        assertThat(karaf.shell("socache:import-httpd --no-format httpd.conf"))
                .contains("httpd.conf:4", "CacheDetailHeader on", "httpd.conf:5", "\"1d\" is not a whole number")
                .contains("Nothing was written. With --write:");
        assertThat(Path.of(karaf.file(WRITTEN).toString())).doesNotExist();

        Files.writeString(
                karaf.file("httpd.conf"), karaf.read("httpd.conf").replace("    CacheQuickHandler off\n", ""));
        assertThat(karaf.shell("socache:import-httpd --write httpd.conf")).contains("keys written.");
        assertThat(karaf.read(WRITTEN)).contains("Location = /demo/primes", "CacheDetailHeader = on");
        assertThat(karaf.read("etc/org.socache.http.cfg")).isEqualTo(before);
        await("the new location").ignoreExceptions().until(() -> !detail().isEmpty());
        assertThat(karaf.shell("socache:import-httpd httpd.conf")).contains("say all of this already");
    }

    private String detail() throws IOException {
        return browser.get(DemoPages.fresh()).header("X-Cache-Detail");
    }
}

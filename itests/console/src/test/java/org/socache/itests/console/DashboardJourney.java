// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Load;
import org.socache.itests.harness.ProxiedDemo;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Chromium on the dashboard; the scenarios are those of {@code src/test/js/dashboard.mjs}. */
@ExtendWith(SharedNode.class)
class DashboardJourney {

    private static final int SECONDS = 120;
    private static final int CONNECTIONS = 4;

    private final Karaf karaf;

    DashboardJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrongPassword_isToldSo",
                "rightPassword_showsTheCache",
                "keyboardAlone_signsInAndReachesEveryControl",
                "purge_takesThePageOut",
                "signOut_closesTheDoor",
                "light_isReadable",
                "dark_isReadable",
                "narrow_isReadable",
                "narrow_strangeNames_areTextInTheirPlace"
            })
    void scenario(String name) throws IOException, InterruptedException {
        play(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers_moveUnderLoad", "switch_thereAndBack"})
    void scenarioUnderLoad_noRequestFails(String name) throws IOException, InterruptedException {
        Load load = Load.steadily(karaf, CONNECTIONS, DemoPages.fresh(12));
        try {
            play(name);
        } finally {
            load.close();
        }
        assertThat(load.failures()).isEmpty();
        assertThat(load.damage()).isEmpty();
        assertThat(load.hits()).isPositive();
    }

    @Test
    void slowestOrigins_areShown() throws IOException, InterruptedException {
        ProxiedDemo origin = ProxiedDemo.on(karaf);
        try (origin) {
            play("slowestOrigins_areShown");
        }
    }

    @Test
    void viewer_seesButCannotChange() throws IOException, InterruptedException {
        String users = karaf.read("etc/users.properties");
        karaf.append("etc/users.properties", "vera = vera-for-tests,viewer");
        try {
            play("viewer_seesButCannotChange");
        } finally {
            Files.writeString(karaf.file("etc/users.properties"), users);
        }
    }

    private void play(String scenario) throws IOException, InterruptedException {
        Path out = karaf.file(scenario + ".out");
        ProcessBuilder node = new ProcessBuilder(List.of("node", "src/test/js/dashboard.mjs", scenario))
                .directory(Path.of(System.getProperty("socache.scripts")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        node.environment()
                .put("SOCACHE_URL", "http://127.0.0.1:" + karaf.ports().http());
        node.environment().put("SOCACHE_PASSWORD", Karaf.PASSWORD);
        Process process = node.start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroy();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(scenario + ": " + Files.readString(out, StandardCharsets.UTF_8))
                .isTrue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What lies in docs/monitoring, and the page it reads, in the hands of the tools it is for. */
@ExtendWith(SharedNode.class)
class MonitoringJourney {

    private final Karaf karaf;

    MonitoringJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @Test
    void metrics_ofARunningNode_passPromtool() throws IOException, InterruptedException {
        Path page = karaf.file("metrics.txt");
        Files.writeString(page, page());
        assertPasses(new ProcessBuilder("promtool", "check", "metrics").redirectInput(page.toFile()));
    }

    @Test
    void rules_ofTheManual_passTheirOwnTests() throws IOException, InterruptedException {
        assertPasses(new ProcessBuilder("promtool", "test", "rules", "socache-rules-test.yml")
                .directory(ManualJourney.ROOT.resolve("docs/monitoring").toFile()));
    }

    private String page() throws IOException {
        return karaf.browser().getAsAdministrator("/socache/metrics").text();
    }

    private static void assertPasses(ProcessBuilder tool) throws IOException, InterruptedException {
        Process process = tool.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void metrics_counters_onlyGrow() throws IOException, InterruptedException {
        Map<String, Double> before = counters();
        karaf.browser().get("/demo/count");
        Map<String, Double> after = counters();
        before.forEach(
                (series, value) -> assertThat(after.get(series)).as(series).isGreaterThanOrEqualTo(value));
        assertThat(after.keySet()).anyMatch(series -> series.startsWith("socache_http_decisions_total{"));
    }

    private Map<String, Double> counters() throws IOException, InterruptedException {
        Map<String, Double> counters = new TreeMap<>();
        for (String line : page().split("\n")) {
            if (line.matches("\\w+_total\\{.*")) {
                int end = line.lastIndexOf(' ');
                counters.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            }
        }
        return counters;
    }
}

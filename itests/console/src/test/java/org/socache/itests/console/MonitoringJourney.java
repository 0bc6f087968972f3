// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.ProxiedDemo;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    /** Grafana is in no place that these tests may install from; what its panels ask is asked of Prometheus itself. */
    @Test
    void prometheus_answersEveryPanelOfTheDashboard_andEvaluatesEveryRule() throws IOException {
        List<String> expressions = new ArrayList<>(List.of("socache:hit_ratio:rate5m", "socache:fill:ratio"));
        Matcher expression = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(Files.readString(ManualJourney.ROOT.resolve("docs/monitoring/grafana-dashboard.json")));
        while (expression.find()) {
            expressions.add(expression.group(1).replace("\\\"", "\"").replaceAll("\\$(instance|cache)", ".*"));
        }
        assertThat(expressions).hasSizeGreaterThan(10);

        AsItWas asItWas = new AsItWas(karaf, false);
        ProxiedDemo withAnOrigin = ProxiedDemo.on(karaf);
        try (asItWas;
                withAnOrigin;
                PrometheusServer prometheus = PrometheusServer.watching(karaf)) {
            List<String> silent = new ArrayList<>(expressions);
            await("an answer to each of them")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(250))
                    .untilAsserted(() -> {
                        karaf.browser().get("/behind/count");
                        silent.removeIf(panel -> isAnswered(prometheus, panel));
                        assertThat(silent).isEmpty();
                    });
            await("all rules")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(prometheus.rules())
                            .contains("SocacheUnbound", "\"health\":\"ok\"")
                            .doesNotContain("\"health\":\"err\"", "\"health\":\"unknown\""));
        }
    }

    /** What asks for more than nothing, such as refusals, has its answer when there is nothing. */
    private static boolean isAnswered(PrometheusServer prometheus, String expression) {
        try {
            String answer = prometheus.query(expression);
            return answer.contains("\"status\":\"success\"")
                    && (expression.endsWith(" > 0") || !answer.contains("\"result\":[]"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
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
    void metrics_counters_onlyGrow() throws IOException {
        Map<String, Double> before = counters();
        karaf.browser().get("/demo/count");
        Map<String, Double> after = counters();
        before.forEach(
                (series, value) -> assertThat(after.get(series)).as(series).isGreaterThanOrEqualTo(value));
        assertThat(after.keySet()).anyMatch(series -> series.startsWith("socache_http_decisions_total{"));
    }

    private Map<String, Double> counters() throws IOException {
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

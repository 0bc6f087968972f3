// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules and the dashboard we ship ask for metrics that there are: on the page, or, what consumers count themselves, in the
 * manual's reference, which another test compares with a running node.
 */
class MonitoringFilesTest {

    private static final Pattern METRIC = Pattern.compile("\\bsocache_[a-z_]+\\b");

    @ParameterizedTest
    @ValueSource(strings = {"socache-rules.yml", "socache-rules-test.yml", "grafana-dashboard.json"})
    void file_everyMetricItNames_isOnThePage(String name) throws IOException {
        String file = Files.readString(Path.of("../../docs/monitoring").resolve(name));
        String page = PrometheusText.of(List.of(ShownCache.http()), List.of());
        String reference = Files.readString(Path.of("../../docs/metrics-reference.adoc"));

        assertThat(METRIC.matcher(file).results().map(MatchResult::group).distinct())
                .isNotEmpty()
                .allSatisfy(metric ->
                        assertThat(page + reference).containsPattern("\n(" + metric + "\\{|\\| `" + metric + "`)"));
    }
}

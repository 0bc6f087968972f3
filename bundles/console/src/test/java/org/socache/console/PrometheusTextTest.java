// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.socache.api.admin.CacheMetric;

import static org.assertj.core.api.Assertions.assertThat;

/** The text format 0.0.4 by its grammar; the browser tests let promtool read the same page. */
class PrometheusTextTest {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern COMMENT =
            Pattern.compile("# (HELP " + NAME + " .+|TYPE " + NAME + " (counter|gauge|summary))");
    private static final Pattern SAMPLE = Pattern.compile(
            "(" + NAME + ")\\{" + LABEL + "(?:," + LABEL + ")*} (NaN|[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?)");

    private final String text = PrometheusText.of(List.of(ShownCache.http(), ShownCache.remote()), List.of());

    @Test
    void of_anyCaches_isWrittenInTheGrammarOfTheFormat() {
        assertThat(text).endsWith("\n");
        assertThat(text.lines())
                .allMatch(line ->
                        COMMENT.matcher(line).matches() || SAMPLE.matcher(line).matches());
    }

    @Test
    void of_anyCaches_hasNoSeriesTwiceAndOneHeaderPerMetric() {
        assertThat(text.lines().map(line -> line.replaceAll("(^# \\w+ \\w+|.*}) .*", "$1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void of_everyMetricOfTheTable_hasItsSentenceAndKind() {
        for (CacheMetric metric : CacheMetric.values()) {
            assertThat(text)
                    .contains("# HELP " + metric.metricName() + " " + metric.sentence() + "\n")
                    .contains("# TYPE " + metric.metricName() + " "
                            + (metric.metricName().endsWith("_total") ? "counter" : "gauge") + "\n");
        }
    }

    @Test
    void of_cacheWithNumbers_showsThemWithLabels() {
        String labels = "{cache=\"http\",consumer=\"cache-socache\",provider=\"shmcb\"";

        assertThat(text)
                .contains("socache_entries" + labels + "} 10\n")
                .contains("socache_retrieve_hits_total" + labels + "} 5\n")
                .contains("socache_refused_total" + labels + "} 10\n")
                .contains("socache_refused_by_reason_total" + labels + ",reason=\"ENTRY_TOO_LARGE\"} 9\n")
                .contains("socache_state" + labels + ",state=\"BOUND\"} 1\n")
                .contains("socache_state" + labels + ",state=\"UNBOUND\"} 0\n")
                .contains("socache_call_seconds" + labels + ",call=\"retrieve\",quantile=\"0.99\"} 9.9E-5\n")
                .contains("socache_call_seconds" + labels + ",call=\"store\",quantile=\"0.99\"} NaN\n")
                .contains("socache_call_seconds_sum" + labels + ",call=\"retrieve\"} 0.0015\n")
                .contains("socache_call_seconds_count" + labels + ",call=\"retrieve\"} 11\n");
    }

    @Test
    void of_numberTheProviderCannotTell_isLeftOut() {
        assertThat(text.lines().filter(line -> line.startsWith("socache_entries{")))
                .hasSize(1);
    }

    @Test
    void of_strangeName_isEscaped() {
        assertThat(text).contains("{cache=\"odd\\\"\\\\\\n\",consumer=\"authn-socache\"");
    }

    @Test
    void of_noCaches_isStillValid() {
        assertThat(PrometheusText.of(List.of(), List.of()).lines())
                .allMatch(line -> COMMENT.matcher(line).matches());
    }
}

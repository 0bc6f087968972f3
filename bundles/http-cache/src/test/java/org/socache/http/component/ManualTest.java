// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.socache.http.config.Directive;
import org.socache.http.engine.Reason;

import static org.assertj.core.api.Assertions.assertThat;

/** The manual's chapter has a row for every directive and every reason, with what the program says about it. */
class ManualTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("../../docs/http.adoc")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @Test
    void directives_allHaveARow_withTheirDefaultAndPlace() throws IOException {
        assertThat(rows())
                .containsAll(Stream.of(Directive.values()).map(ManualTest::row).toList());
    }

    private static String row(Directive directive) {
        String text = directive.defaultText().isEmpty() ? "none" : "`" + directive.defaultText() + "`";
        String place = directive.inServer() ? directive.inLocation() ? "server, location" : "server" : "location";
        return "| `" + directive.key() + "` | " + text + " | " + place;
    }

    @Test
    void reasons_allHaveARow_withTheirOutcomeSourceAndText() throws IOException {
        assertThat(rows())
                .containsAll(Stream.of(Reason.values())
                        .map(reason -> "| `" + reason.label() + "` | " + reason.kind() + " | " + reason.source() + " | "
                                + reason.text().replace("*", "{asterisk}"))
                        .toList());
    }

    @Test
    void requirements_allNameATestThatThereIs() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module :
                List.of("bundles/http-engine", "bundles/http-cache", "bundles/http-proxy", "itests/conformance")) {
            try (Stream<Path> files = Files.walk(Path.of("../..", module, "src/test/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        List<String> requirements = Files.readAllLines(Path.of("../../docs/http-requirements.adoc")).stream()
                .filter(line -> line.matches("\\| \\d.*"))
                .toList();

        assertThat(requirements).hasSizeGreaterThan(80).allSatisfy(requirement -> {
            List<MatchResult> tests = TEST.matcher(requirement).results().toList();
            assertThat(tests).isNotEmpty();
            for (MatchResult test : tests) {
                assertThat(sources.getOrDefault(test.group(1), "")).contains("void " + test.group(2) + "(");
            }
        });
    }
}

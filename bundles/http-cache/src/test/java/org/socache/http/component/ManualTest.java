// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.socache.http.config.Directive;
import org.socache.http.engine.Reason;

import static org.assertj.core.api.Assertions.assertThat;

/** The manual's chapter has a row for every directive and every reason, with what the program says about it. */
class ManualTest {

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
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/** All commands of scope {@code socache} have the same manners. */
@ExtendWith(SharedNode.class)
class CommandsJourney {

    private static final String FEATURES = "socache-http-files socache-authn";

    private static final String JSON = "--json";
    private static final String PLAIN = "--no-format";

    /** Each command, and which of the two options it has; without a table there is nothing not to format. */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("authn-forget", List.of(JSON)),
            Map.entry("bench", List.of(JSON, PLAIN)),
            // prints what httpd's htcacheclean prints, to the letter
            Map.entry("clean", List.of()),
            Map.entry("clear", List.of(JSON)),
            Map.entry("doctor", List.of(JSON, PLAIN)),
            Map.entry("files", List.of(JSON, PLAIN)),
            Map.entry("import-httpd", List.of(JSON, PLAIN)),
            Map.entry("list", List.of(JSON, PLAIN)),
            Map.entry("providers", List.of(JSON, PLAIN)),
            Map.entry("purge", List.of(JSON)),
            Map.entry("status", List.of(JSON, PLAIN)),
            Map.entry("switch", List.of(JSON)),
            Map.entry("top", List.of(JSON, PLAIN)),
            Map.entry("trace", List.of(JSON, PLAIN)));

    private final Karaf karaf;

    CommandsJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @Test
    void everyCommand_hasHelp_andTheOptionsOfAll() {
        karaf.shell("feature:install " + FEATURES);
        try {
            assertThat(names()).containsExactlyInAnyOrderElementsOf(COMMANDS.keySet());
            COMMANDS.forEach((command, options) -> {
                String help = karaf.shell("socache:" + command + " --help");
                assertThat(help).contains("DESCRIPTION", "SYNTAX", command);
                for (String option : List.of(JSON, PLAIN)) {
                    assertThat(help.contains(option)).as(command + " " + option).isEqualTo(options.contains(option));
                }
            });
        } finally {
            karaf.shell("feature:uninstall " + FEATURES);
        }
    }

    private List<String> names() {
        return Pattern.compile("\"socache:([\\w-]+)\"")
                .matcher(karaf.shell("echo $.commands"))
                .results()
                .map(name -> name.group(1))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.ProxiedDemo;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manual's reference of metrics and MBeans is what the node itself says of them; after a change,
 * {@code -Dsocache.manual.write=true} writes it anew.
 */
@ExtendWith(SharedNode.class)
class ReferenceJourney {

    private static final Path REFERENCE = ManualJourney.ROOT.resolve("docs/metrics-reference.adoc");

    private final Karaf karaf;

    ReferenceJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @Test
    void reference_ofMetricsAndMBeans_isWhatTheNodeSays() throws IOException, JMException {
        String reference;
        ProxiedDemo withAnOrigin = ProxiedDemo.on(karaf);
        try (withAnOrigin) {
            reference = "// Made by ReferenceJourney from what a running node says; not edited by hand\n\n" + metrics()
                    + "\n=== MBeans\n\n" + mbeans();
        }
        if (Boolean.getBoolean("socache.manual.write")) {
            Files.writeString(REFERENCE, reference);
        }
        assertThat(reference)
                .as("to be written anew with -Dsocache.manual.write=true")
                .isEqualTo(Files.readString(REFERENCE));
    }

    private String metrics() throws IOException {
        Map<String, String> sentences = new TreeMap<>();
        Map<String, String> kinds = new TreeMap<>();
        for (String line : page().split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                sentences.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE ")) {
                kinds.put(words[2], words[3]);
            }
        }
        StringBuilder table =
                new StringBuilder("=== Metrics\n\n[cols=\"3,1,5\"]\n|===\n| metric | kind | what it tells\n");
        sentences.forEach((name, sentence) -> table.append("\n| `")
                .append(name)
                .append("` | ")
                .append(kinds.get(name))
                .append(" | ")
                .append(sentence)
                .append('\n'));
        return table.append("|===\n").toString();
    }

    private String page() throws IOException {
        return karaf.browser().getAsAdministrator("/socache/metrics").text();
    }

    private String mbeans() throws IOException, JMException {
        StringBuilder text = new StringBuilder();
        try (Jmx jmx = karaf.jmx()) {
            Map<String, MBeanInfo> byType = new TreeMap<>();
            for (String name : jmx.names("org.socache:*")) {
                byType.putIfAbsent(name.replaceFirst(".*type=([^,]+).*", "$1"), jmx.info(name));
            }
            byType.forEach((type, info) -> {
                text.append("==== ")
                        .append(type)
                        .append("\n\n")
                        .append(info.getDescription())
                        .append("\n\n");
                list(text, "attributes", info.getAttributes());
                list(text, "operations", info.getOperations());
            });
        }
        return text.toString();
    }

    private static void list(StringBuilder text, String title, MBeanFeatureInfo[] features) {
        Map<String, String> sorted = new TreeMap<>();
        for (MBeanFeatureInfo feature : features) {
            sorted.put(feature.getName() + suffix(feature), feature.getDescription());
        }
        if (sorted.isEmpty()) {
            return;
        }
        text.append("[cols=\"2,5\"]\n|===\n| ").append(title).append(" |\n");
        sorted.forEach((name, sentence) -> text.append("\n| `")
                .append(name)
                .append("` | ")
                .append(sentence)
                .append('\n'));
        text.append("|===\n\n");
    }

    private static String suffix(MBeanFeatureInfo feature) {
        if (feature instanceof MBeanAttributeInfo) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (var parameter : ((MBeanOperationInfo) feature).getSignature()) {
            names.add(parameter.getName());
        }
        return "(" + String.join(", ", names) + ")";
    }
}

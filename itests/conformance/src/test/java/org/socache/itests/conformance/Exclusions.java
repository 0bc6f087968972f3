// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** {@code exclusions.txt}: tests that contradict an RFC, each with the paragraph. */
final class Exclusions {

    private final Map<String, String> paragraphs = new TreeMap<>();

    static Exclusions read() throws IOException {
        Exclusions exclusions = new Exclusions();
        try (InputStream file = Exclusions.class.getResourceAsStream("/exclusions.txt")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(exclusions::add);
        }
        return exclusions;
    }

    private void add(String line) {
        String[] parts = line.split("\\s+", 2);
        if (parts.length < 2 || !parts[1].matches("RFC \\d+ section .*")) {
            throw new IllegalArgumentException("exclusions.txt: \"" + line + "\" names no paragraph of an RFC");
        }
        paragraphs.put(parts[0], parts[1]);
    }

    boolean contains(Verdict verdict) {
        return paragraphs.containsKey(verdict.id());
    }

    int size() {
        return paragraphs.size();
    }
}

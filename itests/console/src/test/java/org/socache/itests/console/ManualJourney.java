// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socache.itests.console.ShownBlock.Kind;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What README and manual show is typed into the running node, from the first block of a file to its last, and what they show
 * below a command must come. Blocks that nobody can type are {@link #UNTYPED}, each with the reason.
 */
@ExtendWith(SharedNode.class)
class ManualJourney {

    static final Path ROOT = Path.of(System.getProperty("socache.scripts"), "../..");

    /** By file, a colon, and the first line: why no test types the block. */
    private static final Map<String, String> UNTYPED = new TreeMap<>(Map.of(
            "README.md: ./run        boots a node with a cache in front of a slow page; needs a Debian or Ubuntu machine, installs what is missing",
            "what started this test; ./run is tried by hand",
            "lifecycle.adoc: cp -r ../socache-karaf-0.1.1/system/. system/",
            "needs the next release: SharedSegmentJourney makes one",
            "lifecycle.adoc: feature:repo-add mvn:org.socache/features/0.1.1/xml/features",
            "typed by SharedSegmentJourney, which has a next release",
            "tls.adoc: ReturnErrors/Fake    on/on      on/off     off/on     off/off",
            "no command: what a test of the bundle ssl-stapling prints"));

    private final Karaf karaf;

    ManualJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    static Stream<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(ROOT.resolve("README.md"));
        try (Stream<Path> chapters = Files.list(ROOT.resolve("docs"))) {
            chapters.filter(file -> file.toString().endsWith(".adoc")).sorted().forEach(files::add);
        }
        return files.stream();
    }

    static Stream<Path> filesToType() throws IOException {
        return files().filter(file ->
                blocks(file).stream().anyMatch(block -> block.kind() != Kind.UNTYPED && block.kind() != Kind.INCLUDED));
    }

    private static List<ShownBlock> blocks(Path file) {
        try {
            return ShownBlock.in(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void everyBlock_isTyped_exceptThoseWithAReason() throws IOException {
        assertThat(files().flatMap(file -> blocks(file).stream())
                        .filter(block -> block.kind() == Kind.UNTYPED)
                        .map(ShownBlock::toString))
                .containsExactlyInAnyOrderElementsOf(UNTYPED.keySet());
    }

    /** One more line above the code, and the manual would show a class without its first lines. */
    @Test
    void everyIncludedSource_beginsBelowAnEmptyLine() throws IOException {
        Pattern include = Pattern.compile("include::(\\S+\\.java)\\[lines=(\\d+)\\.\\.-1]");
        Path docs = ROOT.resolve("docs");
        Matcher included = include.matcher(Files.readString(docs.resolve("writing-a-provider.adoc")));
        int sources = 0;
        for (; included.find(); sources++) {
            List<String> lines = Files.readAllLines(docs.resolve(included.group(1)));
            int first = Integer.parseInt(included.group(2));
            assertThat(lines.get(first - 2)).as("above %s", included.group()).isEmpty();
            assertThat(lines.get(first - 1))
                    .as("first line of %s", included.group())
                    .startsWith("/**");
        }
        assertThat(sources).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("filesToType")
    void everyShownCommand_printsWhatIsShown(Path file) throws IOException {
        List<ShownBlock> blocks = blocks(file);
        AsItWas asItWas = new AsItWas(karaf, blocks.stream().anyMatch(ShownBlock::installs));
        try (asItWas;
                Typist typist = new Typist(karaf)) {
            karaf.shell("socache:clear http");
            blocks.forEach(typist::type);
            if (blocks.stream().anyMatch(block -> block.kind() == Kind.CONFIGURATION)) {
                // it names a configuration that was refused
                assertThat(karaf.shell("socache:doctor --no-format")).doesNotContain("FAIL");
            }
        }
    }
}

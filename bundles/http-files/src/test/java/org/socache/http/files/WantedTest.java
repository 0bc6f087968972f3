// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is found is what was meant: no more than that, and no less because of what lies beside it. */
class WantedTest {

    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void lay() throws IOException {
        root = Files.createDirectories(directory.resolve("www"));
        Files.writeString(directory.resolve("secret.txt"), "secret");
        for (String file : List.of("a.txt", "css/a.css", "css/old/b.css", "docs/x/y/deep.txt")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "x");
        }
    }

    private Map<String, Boolean> find(Path from, String patterns) throws IOException {
        return FilesDirectives.read(Map.of("DocumentRoot", from, "CacheFile", patterns), directory)
                .find();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt                |                    | 1 | /a.txt",
                "*.txt                |                    | 1 | /a.txt",
                "css/*.css            | css                | 1 | /css/a.css",
                "css/*/*.css          | css                | 2 | /css/old/b.css",
                "css/**               | css                | 0 | /css/a.css,/css/old/b.css",
                "c*/a.css             |                    | 2 | /css/a.css",
                "css/[ab].css         | css                | 0 | /css/a.css",
                "docs/x/y/deep.txt    | docs/x/y           | 1 | /docs/x/y/deep.txt",
                "none/*.txt           | none               | 1 | ",
            })
    void pattern_looksNoFurtherThanItHasTo(String glob, String start, int depth, String found) throws IOException {
        FilePattern pattern = FilePattern.of(glob);

        assertThat(pattern.start(root)).isEqualTo(start == null ? root : root.resolve(start));
        assertThat(pattern.depth()).isEqualTo(depth == 0 ? Integer.MAX_VALUE : depth);
        assertThat(String.join(",", find(root, glob).keySet())).isEqualTo(found == null ? "" : found);
    }

    @Test
    void rootThatIsALink_isLookedThrough() throws IOException {
        Path current = Files.createSymbolicLink(directory.resolve("current"), root);

        assertThat(find(current, "**").keySet())
                .containsExactly("/a.txt", "/css/a.css", "/css/old/b.css", "/docs/x/y/deep.txt");
    }

    @Test
    void links_areKeptAsLongAsTheyStayWithinTheRoot() throws IOException {
        Files.createSymbolicLink(root.resolve("in.txt"), Path.of("css/a.css"));
        Files.createSymbolicLink(root.resolve("out.txt"), directory.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up.txt"), Path.of("../secret.txt"));
        Files.createSymbolicLink(root.resolve("dangling.txt"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createSymbolicLink(root.resolve("away"), directory);

        assertThat(find(root, "*.txt loop/*.txt away/*.txt").keySet()).containsExactly("/a.txt", "/in.txt");
    }

    @Test
    void fileThatBecomesALinkOutOfTheRoot_isNotServed() throws IOException {
        Path file = root.resolve("a.txt");
        try (KeptFile kept = new KeptFile(file, root, null, new Counters())) {
            Path link = Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret.txt"));
            Files.move(link, file, StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(kept::use).hasMessageContaining("leads out of DocumentRoot");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "b*.txt", "..\\..\\secret.txt", "back\\slash.txt", "line\nbreak.txt"})
    void nameThatMeansSomethingElseInAUrlOrPattern_isLeftOut_andTheOthersAreKept(String name) throws IOException {
        Files.writeString(root.resolve(name), "x");

        assertThat(find(root, "*").keySet()).containsExactly("/a.txt");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nameInAnotherEncoding_isLeftOut_andTheOthersAreKept() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "echo x > \"$(printf 'caf\\351.txt')\"")
                .directory(root.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
        assertThat(root.toFile().list()).hasSize(4);

        assertThat(find(root, "*").keySet()).containsExactly("/a.txt");
    }

    @Test
    void directoryThatCannotBeLookedInto_doesNotHideTheOthers() throws IOException {
        // for the superuser, too: its path is longer than the system takes, each half of it is not
        Path deep = root.resolve("deep");
        Path half = directory.resolve("half");
        for (Path begin : List.of(deep, half)) {
            Path end = begin;
            for (int i = 0; i < 18; i++) {
                end = end.resolve("d".repeat(120));
            }
            Files.createDirectories(end);
        }
        Path end = deep;
        for (int i = 0; i < 18; i++) {
            end = end.resolve("d".repeat(120));
        }
        Files.move(half, end.resolve("half"));
        try {
            assertThat(find(root, "**.txt").keySet()).containsExactly("/a.txt", "/docs/x/y/deep.txt");
        } finally {
            Files.move(end.resolve("half"), half);
        }
    }
}

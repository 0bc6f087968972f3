// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A wrong value is refused with file, key, value and what is allowed; keys are in any case. */
class FilesDirectivesTest {

    private static final Path BASE = Path.of("/srv/karaf");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CacheFiles   | a.txt               | one of the directives of this file: CacheFile, DocumentRoot,",
                "CacheFile    | a.txt [             | a path with *, ** and the like: Missing",
                "CacheFile    | ../a.txt            | files below DocumentRoot, /srv/karaf/data/www",
                "MMapFile     | /etc/passwd         | files below DocumentRoot, /srv/karaf/data/www",
                "FilesLimit   | 0                   | a whole number, K, M or G behind it for units of 1024, from 1 to 999",
                "FilesLimit   | many                | a whole number",
                "MMapLimit    | 64MB                | a whole number, K, M or G behind it for units of 1024, from 0 to",
                "MMapLimit    | 999999999999G       | a whole number",
                "MMapLimit    | -1                  | a whole number",
            })
    void wrongValue_isRefusedWithAllThatHelps(String key, String value, String allowed) {
        assertThatThrownBy(() -> FilesDirectives.read(Map.of(key, value), BASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("etc/org.socache.http.files.cfg: " + key + " = ")
                .hasMessageContaining(" is refused, allowed is " + allowed);
    }

    @Test
    void pathThatIsNone_isRefusedLikeAnyOther() {
        assertThatThrownBy(() -> FilesDirectives.read(Map.of("DocumentRoot", "a\0b"), BASE))
                .hasMessageStartingWith("etc/org.socache.http.files.cfg: DocumentRoot = a");
    }

    @Test
    void directives_areInAnyCase_withAbsolutePathsAsInHttpd() {
        Wanted wanted = FilesDirectives.read(
                Map.of(
                        "documentroot", "/srv/www",
                        "CACHEFILE", "/srv/www/a.iso, b/c.iso",
                        "mmaplimit", "2k",
                        "fileslimit", "7",
                        "felix.fileinstall.filename", "x"),
                BASE);

        assertThat(wanted.root()).isEqualTo(Path.of("/srv/www"));
        assertThat(wanted.open()).extracting(FilePattern::glob).containsExactly("a.iso", "b/c.iso");
        assertThat(wanted.memoryLimit()).isEqualTo(2048);
        assertThat(wanted.fileLimit()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.{css,js}, a.txt b.txt,c.txt | *.{css,js} a.txt b.txt c.txt",
                "a.txt,*.{css,js},img/*.{png,gif} | a.txt *.{css,js} img/*.{png,gif}",
            })
    void patterns_areSetApartByBlanksAndCommas_butNotInBraces(String value, String patterns) {
        Wanted wanted = FilesDirectives.read(Map.of("CacheFile", value), BASE);

        assertThat(wanted.open()).extracting(FilePattern::glob).containsExactly(patterns.split(" "));
    }
}

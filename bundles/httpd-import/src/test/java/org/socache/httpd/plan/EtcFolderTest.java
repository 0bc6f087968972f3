// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.httpd.config.ConfigurationReader;
import org.socache.httpd.config.Definitions;
import org.socache.httpd.plan.EtcFolder.Change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EtcFolderTest {

    private static final String FILE = "org.socache.http.cfg";

    @TempDir
    Path etc;

    private EtcFolder folder;
    private Plan plan;

    @BeforeEach
    void plan() throws IOException {
        folder = new EtcFolder(etc);
        Path httpd = Files.writeString(etc.resolve("httpd.conf"), "CacheHeader on\nCacheMaxExpire 60\nCacheLock on\n");
        plan = HttpdImport.of(ConfigurationReader.read(httpd, new Definitions()));
    }

    @Test
    void changes_saysWhatIsNewAndWhatWouldBeReplaced() throws IOException {
        Files.writeString(etc.resolve(FILE), "# Why\ncacheheader = off\nCacheLock = on\n");
        assertThat(folder.changes(plan))
                .containsExactly(
                        new Change(FILE, "cacheheader", "off", "on"), new Change(FILE, "CacheMaxExpire", null, "60"));
    }

    @Test
    void write_keepsCommentsOtherKeysAndPermissions() throws IOException {
        Path file = Files.writeString(etc.resolve(FILE), "# Why\nCacheHeader = off\n\n# Else\nOther = a\\\\b ${x}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        folder.write(folder.changes(plan).stream()
                .filter(change -> !change.replaces())
                .toList());
        assertThat(Files.readString(file))
                .startsWith("# Why\nCacheHeader = off\n\n# Else\nOther = a\\\\b ${x}\n")
                .contains("CacheMaxExpire = 60")
                .contains("CacheLock = on");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void changes_fileOfAnotherLocation_isLeftAlone() throws IOException {
        String name = "org.socache.http.location-docs_v1.cfg";
        Files.writeString(etc.resolve(name), "Location = /docs/v1/\nCacheMaxExpire = 5\n");
        Path httpd = Files.writeString(
                etc.resolve("httpd.conf"),
                "<Location /docs-v1>\nCacheIgnoreNoLastMod on\n</Location>\n"
                        + "<Location /docs/v1>\nCacheMaxExpire 7\n</Location>\n");
        plan = HttpdImport.of(ConfigurationReader.read(httpd, new Definitions()));

        folder.write(folder.changes(plan));

        assertThat(etc.resolve(name)).content().contains("Location = /docs/v1", "CacheMaxExpire = 7");
        assertThat(folder.changes(plan)).isEmpty();
        assertThat(Stream.of(etc.toFile().list())
                        .filter(file -> file.startsWith("org.socache.http.location"))
                        .map(file -> read(etc.resolve(file)))
                        .filter(text -> text.contains("CacheIgnoreNoLastMod")))
                .singleElement()
                .asString()
                .contains("Location = /docs-v1")
                .doesNotContain("CacheMaxExpire");
    }

    @Test
    void changes_proxyOfAnotherPath_isLeftAlone() throws IOException {
        String name = "org.socache.http.proxy-docs_v1.cfg";
        String theirs = "ProxyPass = /docs/v1/ http://theirs/\n";
        Files.writeString(etc.resolve(name), theirs);
        Files.writeString(etc.resolve("org.socache.http.proxy-mine.cfg"), "ProxyPass = /app http://old\n");
        Path httpd = Files.writeString(
                etc.resolve("httpd.conf"),
                "CacheEnable socache /\nProxyTimeout 5\nProxyPass /docs-v1/ http://ours/\nProxyPass /app http://new\n");
        plan = HttpdImport.of(ConfigurationReader.read(httpd, new Definitions()));

        List<Change> changes = folder.changes(plan);
        folder.write(changes);

        assertThat(etc.resolve(name)).hasContent(theirs);
        assertThat(changes)
                .contains(new Change(
                        "org.socache.http.proxy-mine.cfg", "ProxyPass", "/app http://old", "/app http://new"));
        assertThat(folder.changes(plan)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\\\b", "caf\u00e9 \u20ac", " blank before", "#! = :", "$(x) %{y} $[z]"})
    void write_valueWithLettersOfItsOwn_isThereTheSecondTime(String value) throws IOException {
        Path httpd = Files.writeString(etc.resolve("httpd.conf"), "CacheLockPath '" + value + "'");
        plan = HttpdImport.of(ConfigurationReader.read(httpd, new Definitions()));

        folder.write(folder.changes(plan));

        assertThat(plan.files()).isNotEmpty();
        assertThat(folder.changes(plan)).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Test
    void write_twice_changesNothingTheSecondTime() throws IOException {
        folder.write(folder.changes(plan));
        assertThat(Files.readString(etc.resolve(FILE))).startsWith("# From the configuration of Apache httpd");
        assertThat(folder.changes(plan)).isEmpty();
        assertThat(List.of(etc.toFile().list())).containsExactlyInAnyOrder("httpd.conf", FILE);
    }

    @Test
    void write_newFile_isItsOwnersAlone() throws IOException {
        folder.write(folder.changes(plan));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void write_draftOfACrashThatAnybodyCanRead_isNotUsedAgain() throws IOException {
        Path draft = Files.writeString(etc.resolve(FILE + ".import"), "old");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        try (FileChannel opened = FileChannel.open(draft)) {
            folder.write(folder.changes(plan));
            assertThat(opened.size()).isEqualTo(3);
        }
    }

    @Test
    void write_thatFails_leavesNoDraftBehind() throws IOException {
        // no letter of the file's encoding
        List<Change> wrong = List.of(new Change(FILE, "\u043a", null, "on"));
        assertThatThrownBy(() -> folder.write(wrong)).isInstanceOf(IOException.class);
        assertThat(List.of(etc.toFile().list())).containsExactly("httpd.conf");
    }
}

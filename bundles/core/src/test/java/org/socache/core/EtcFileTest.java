// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EtcFileTest {

    @TempDir
    Path etc;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(etc.resolve("org.socache.http.cfg"), """
                # where caching is on
                CacheEnable = socache ${prefix}

                # where entries are kept
                cacheSocache = shmcb
                """);
    }

    private EtcFile etcFile() {
        return EtcFile.at(file.toUri().toString());
    }

    @Test
    void put_changesThatLineAlone() throws IOException {
        etcFile().put("CacheSocache", "dbm:data/http.db");

        assertThat(file).hasContent("""
                # where caching is on
                CacheEnable = socache ${prefix}

                # where entries are kept
                cacheSocache = dbm:data/http.db
                """);
    }

    @Test
    void put_keyThatIsNotThere_isAdded() throws IOException {
        etcFile().put("CacheHeader", "on");

        assertThat(Files.readAllLines(file)).hasSize(6).contains("CacheHeader = on");
    }

    @Test
    void put_fileIsReplacedInOneStep_withItsPermissions() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Object before = Files.readAttributes(file, "unix:ino").get("ino");

        etcFile().put("CacheSocache", "dbm:data/http.db");

        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isNotEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> files = Files.list(etc)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void put_link_staysOne() throws IOException {
        Path elsewhere =
                Files.move(file, Files.createDirectory(etc.resolve("kept")).resolve("http.cfg"));
        Files.createSymbolicLink(file, elsewhere);

        etcFile().put("CacheSocache", "dbm:data/http.db");

        assertThat(file).isSymbolicLink();
        assertThat(elsewhere).content().contains("cacheSocache = dbm:data/http.db");
    }

    @Test
    void put_sameValue_leavesTheFileAlone() throws IOException {
        Object before = Files.readAttributes(file, "unix:ino").get("ino");

        etcFile().put("CacheSocache", "shmcb");

        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);
    }

    @Test
    void put_severalAtOnce_noneIsLost() throws Exception {
        List<Thread> writers = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            String key = "Key" + n;
            writers.add(new Thread(() -> {
                for (int value = 0; value < 20; value++) {
                    put(key, Integer.toString(value));
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(Files.readAllLines(file).stream().filter(line -> line.endsWith(" = 19")))
                .hasSize(8);
    }

    private void put(String key, String value) {
        try {
            etcFile().put(key, value);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Test
    void at_noFileOfThatKind_isNone() {
        assertThat(EtcFile.at(null)).isNull();
        assertThat(EtcFile.at("http.cfg")).isNull();
        assertThat(EtcFile.at("C:\\etc\\http.cfg")).isNull();
        assertThat(EtcFile.at("http://localhost/http.cfg")).isNull();
        assertThat(EtcFile.at(etc.resolve("absent.cfg").toUri().toString())).isNull();
        assertThat(EtcFile.at(file.toUri() + ".json")).isNull();
    }
}

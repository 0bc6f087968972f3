// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.authn.seal.KeyRing;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

class NodeKeysTest {

    private static final String OLD = "11".repeat(32) + "\n";
    private static final String NEW = "22".repeat(32) + "\n";

    @TempDir
    private Path etc;

    private final TestClock clock = new TestClock();
    private final NodeKeys keys = new NodeKeys(clock);
    private Path file;

    @BeforeEach
    void useAFile() throws IOException {
        file = etc.resolve("authn.keys");
        write(OLD, 1, "rw-------");
        keys.use(file, keys.read(file));
    }

    @Test
    void ring_fileChanged_isReadAgainWithinASecond() throws IOException {
        write(NEW + OLD, 2, "rw-------");

        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ring().keys()).hasSize(2);
    }

    @Test
    void ring_fileNoLongerPrivate_staysAsItWas() throws IOException {
        KeyRing before = keys.ring();
        write(NEW + OLD, 2, "rw-rw-rw-");

        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ring()).isSameAs(before);
    }

    @Test
    void ring_fileThatWasRefused_isReadOnceItIsPrivate() throws IOException {
        write(NEW + OLD, 2, "rw-rw-rw-");
        clock.advance(Duration.ofSeconds(1));
        keys.ring();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ring().keys()).hasSize(2);
    }

    @Test
    void ring_fileGone_staysAsItWas() throws IOException {
        KeyRing before = keys.ring();
        Files.delete(file);

        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ring()).isSameAs(before);
    }

    private void write(String text, int modified, String permissions) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * modified));
    }
}

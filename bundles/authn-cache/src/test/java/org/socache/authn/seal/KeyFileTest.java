// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeyFileTest {

    private static final String KEY = "0123456789abcdef".repeat(4);

    @TempDir
    private Path etc;

    @Test
    void read_keysWithCommentsBetween_givesThemInOrder() throws IOException {
        KeyRing ring = KeyFile.read(file("# new\n" + KEY.replace('0', 'f') + "\n\n# old\n" + KEY + "\n", "rw-------"));

        assertThat(ring.keys()).hasSize(2);
    }

    @Test
    void read_openToTheGroup_isRefusedWithTheRemedy() throws IOException {
        Path file = file(KEY, "rw-r-----");

        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("key file " + file + " is open to others (rw-r-----); run: chmod 600 " + file);
    }

    @Test
    void read_absent_isRefusedWithTheRemedy() {
        assertThatThrownBy(() -> KeyFile.read(etc.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist; make one with: (umask 077; openssl rand -hex 32 > ");
    }

    @Test
    void read_shortKey_isRefusedWithoutShowingIt() throws IOException {
        Path file = file("abcdef", "rw-------");

        assertThatThrownBy(() -> KeyFile.read(file))
                .hasMessage("key file " + file + ": key 1 is not 64 hex digits (it has 6 characters)");
    }

    @Test
    void read_noKeyOrTooMany_isRefused() throws IOException {
        Path none = file("# nothing\n", "rw-------");
        assertThatThrownBy(() -> KeyFile.read(none)).hasMessageContaining("has 0 keys; 1 to 4 are allowed");

        Path many = file((KEY + "\n").repeat(5), "rw-------");
        assertThatThrownBy(() -> KeyFile.read(many)).hasMessageContaining("has 5 keys; 1 to 4 are allowed");
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(etc.resolve("authn.keys"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}

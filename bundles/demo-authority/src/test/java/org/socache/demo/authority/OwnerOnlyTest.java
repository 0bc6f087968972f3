// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OwnerOnlyTest {

    @TempDir
    Path directory;

    @Test
    void create_overAFileThatSomeoneHasOpen_showsThemNothing() throws Exception {
        Path file = Files.createFile(directory.resolve("secret"));
        try (InputStream spy = Files.newInputStream(file)) {
            OwnerOnly.create(file);
            Files.writeString(file, "the secret");

            assertThat(spy.readAllBytes()).isEmpty();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.shell;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UserNameCompleterTest {

    @TempDir
    private Path etc;

    @Test
    void users_areThoseOfTheFile_withoutItsGroups() throws Exception {
        Files.writeString(etc.resolve("users.properties"), """
                # who may log in
                admin = {CRYPT}x{CRYPT},_g_:admins
                Zo\u00eb = secret
                _g_\\:admins = group,admin
                """);

        assertThat(UserNameCompleter.users(etc)).containsExactlyInAnyOrder("admin", "Zo\u00eb");
    }

    @Test
    void users_withoutAFile_areNone() {
        assertThat(UserNameCompleter.users(etc)).isEmpty();
    }
}

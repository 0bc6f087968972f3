// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The walk sees every directory that stays, whatever a cleaner takes away meanwhile. */
class TreeTest {

    @TempDir
    private Path root;

    @Test
    void walk_goesOn_whenADirectoryVanishesUnderIt() throws IOException {
        for (String leaf : List.of("00/11", "00/22", "00/33", "44/55")) {
            Files.createDirectories(root.resolve(leaf));
        }
        List<Path> seen = new ArrayList<>();

        new Tree(root, 2, 2).walk(directory -> {
            seen.add(directory);
            Files.delete(directory);
            // what every visitor does first
            Files.newDirectoryStream(directory).close();
            return true;
        });

        assertThat(seen).hasSize(4);
    }
}

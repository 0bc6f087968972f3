// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoreFileTest {

    @TempDir
    Path directory;

    @Test
    void reopen_afterAClearThatFailed_isEmpty() throws Exception {
        Path path = directory.resolve("file");
        try (StoreFile file = StoreFile.open(path)) {
            EntryKey key = new EntryKey(1, 1);
            file.store().apply(new Contents.Change(key, new Held(key, Long.MAX_VALUE, new byte[100]), 0));
            file.commit();
            Path aside = Files.move(path, directory.resolve("aside"));
            Files.createDirectory(path);
            assertThatThrownBy(file::clear).isInstanceOf(IOException.class);
            assertThat(file.store()).isNull();
            Files.delete(path);
            Files.move(aside, path);

            file.reopen();

            Contents contents = new Contents();
            file.store().forEach(contents::learn);
            assertThat(contents.size()).isZero();
            assertThat(file.setAside()).isZero();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which faults cost the content of the file, and which do not. */
class FileAccessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final AtomicInteger losses = new AtomicInteger();
    private StoreFile file;
    private FileAccess access;

    @BeforeEach
    void open() throws Exception {
        file = StoreFile.open(directory.resolve("file"));
        access = new FileAccess(file, () -> PATIENCE, losses::incrementAndGet);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void reading_noHeapIsLeft_fileIsKept() {
        MapStore before = file.store();

        assertThatThrownBy(() -> access.reading(PATIENCE, store -> {
                    throw new OutOfMemoryError("as if");
                }))
                .isInstanceOf(ProviderException.class)
                .hasMessage("no heap was left to use dbm file " + file.path() + ": java.lang.OutOfMemoryError: as if");

        assertThat(file.store()).isSameAs(before);
        assertThat(file.setAside()).isZero();
        assertThat(losses).hasValue(0);
    }

    @Test
    void writing_noHeapIsLeftBesideTheStore_fileIsKept() {
        MapStore before = file.store();

        assertThatThrownBy(() -> access.writing(PATIENCE, store -> {
                    throw new OutOfMemoryError("as if");
                }))
                .isInstanceOf(ProviderException.class);

        assertThat(file.store()).isSameAs(before);
        assertThat(losses).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class, InternalError.class})
    void reading_storeFails_fileIsSetAsideAndAnEmptyOneIsOpen(Class<? extends Throwable> fault) {
        MapStore before = file.store();

        assertThatThrownBy(() -> access.reading(PATIENCE, store -> {
                    throw thrown(fault);
                }))
                .isInstanceOf(ProviderException.class)
                .hasCauseInstanceOf(fault);

        assertThat(access.isOpen()).isTrue();
        assertThat(file.store()).isNotSameAs(before);
        assertThat(file.setAside()).isEqualTo(1);
        assertThat(losses).hasValue(1);
    }

    @Test
    void close_lastUseIsTheLast() {
        AtomicInteger uses = new AtomicInteger();

        access.close(PATIENCE, uses::incrementAndGet);
        access.close(PATIENCE, uses::incrementAndGet);
        access.writing(PATIENCE, store -> uses.incrementAndGet());

        assertThat(uses).hasValue(1);
        assertThat(access.isOpen()).isFalse();
    }

    private static RuntimeException thrown(Class<? extends Throwable> fault) {
        try {
            Throwable made = fault.getDeclaredConstructor().newInstance();
            if (made instanceof Error error) {
                throw error;
            }
            return (RuntimeException) made;
        } catch (ReflectiveOperationException absent) {
            throw new IllegalArgumentException(fault.getName(), absent);
        }
    }
}

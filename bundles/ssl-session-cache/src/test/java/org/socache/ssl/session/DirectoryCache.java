// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.CacheStatus;
import org.socache.api.EntryVisitor;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.SharedCache;
import org.socache.api.StoreResult;

/** A cache that processes share: one file per entry. It can be made unavailable, as if its provider had gone. */
final class DirectoryCache implements SharedCache {

    private final Path directory;
    private volatile boolean available = true;

    DirectoryCache(Path directory) {
        try {
            this.directory = Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void available(boolean now) {
        available = now;
    }

    List<Path> entries() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the data of every entry. */
    void changeAll(UnaryOperator<byte[]> change) {
        for (Path file : entries()) {
            try {
                byte[] entry = Files.readAllBytes(file);
                byte[] data = change.apply(java.util.Arrays.copyOfRange(entry, Long.BYTES, entry.length));
                Files.write(
                        file,
                        ByteBuffer.allocate(Long.BYTES + data.length)
                                .put(entry, 0, Long.BYTES)
                                .put(data)
                                .array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path file(byte[] id) {
        return directory.resolve(HexFormat.of().formatHex(id));
    }

    @Override
    public StoreResult store(byte[] id, long expiry, byte[] data) {
        if (!available) {
            return StoreResult.refused(Refusal.UNAVAILABLE);
        }
        try {
            Path draft = Files.createTempFile(directory.getParent(), "entry", null);
            Files.write(
                    draft,
                    ByteBuffer.allocate(Long.BYTES + data.length)
                            .putLong(expiry)
                            .put(data)
                            .array());
            Files.move(draft, file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return StoreResult.STORED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] retrieve(byte[] id) {
        if (!available) {
            return null;
        }
        try {
            ByteBuffer entry = ByteBuffer.wrap(Files.readAllBytes(file(id)));
            if (entry.getLong() <= System.currentTimeMillis()) {
                return null;
            }
            byte[] data = new byte[entry.remaining()];
            entry.get(data);
            return data;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean remove(byte[] id) {
        try {
            return available && Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String consumer() {
        return "mod_ssl-sess";
    }

    @Override
    public boolean iterate(EntryVisitor visitor) {
        return false;
    }

    @Override
    public boolean clear() {
        return false;
    }

    @Override
    public CacheState state() {
        return available ? CacheState.BOUND : CacheState.UNBOUND;
    }

    @Override
    public CacheStatus status() {
        return CacheStatus.UNKNOWN;
    }

    @Override
    public CacheSpecification specification() {
        return new CacheSpecification("directory", directory.toString());
    }

    @Override
    public void configure(CacheSpecification specification, Hints hints) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        available = false;
    }
}

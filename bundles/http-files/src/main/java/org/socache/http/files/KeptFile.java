// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** A file that is kept, whatever its content: looked at before each answer, and opened anew when it has changed. */
final class KeptFile implements Closeable {

    private final Path file;
    private final Path root;
    private final Memory memory;
    private final String type;
    private final Counters counters;
    private Content content;
    private boolean closed;

    /**
     * Opens or reads a file.
     *
     * @param root it must not lead out of this directory
     * @param memory where its content is kept; null for an open handle
     */
    KeptFile(Path file, Path root, Memory memory, Counters counters) throws IOException {
        this.file = file;
        this.root = root;
        this.memory = memory;
        this.counters = counters;
        this.type = type(file);
        this.content = load(null);
    }

    private static String type(Path file) throws IOException {
        String probed = Files.probeContentType(file);
        String guessed = URLConnection.guessContentTypeFromName(
                file.getFileName().toString().toLowerCase(Locale.ROOT));
        return probed != null ? probed : guessed != null ? guessed : "application/octet-stream";
    }

    private Content load(Content replaced) throws IOException {
        if (!file.toRealPath().startsWith(root.toRealPath())) {
            throw new NoSuchFileException(file.toString(), null, "is a link that leads out of DocumentRoot");
        }
        return memory == null ? Content.open(file) : memory.read(file, replaced);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    boolean isInMemory() {
        return memory != null;
    }

    String type() {
        return type;
    }

    /**
     * Its content as it is now, which the caller has to close. After the end of the set that it belongs to, it is opened for
     * the caller alone: a request that had come so far is answered.
     *
     * @throws NoSuchFileException if it is not there
     * @throws IOException if it cannot be read, or has outgrown the memory
     */
    synchronized Content use() throws IOException {
        if (closed) {
            return load(content);
        }
        if (!Snapshot.of(file).equals(content.snapshot())) {
            Content changed = load(content);
            content.close();
            content = changed;
            counters.changed.increment();
        }
        return content.use();
    }

    synchronized KeptFileStatus status(String url) {
        return new KeptFileStatus(url, file.toString(), content.snapshot().size(), isInMemory() ? "in memory" : "open");
    }

    synchronized long memorySize() {
        return content.memorySize();
    }

    @Override
    public synchronized void close() {
        closed = true;
        content.close();
    }
}

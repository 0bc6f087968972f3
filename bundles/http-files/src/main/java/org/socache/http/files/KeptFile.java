// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is kept, whatever its content: looked at before each answer, and opened anew when it has changed. */
final class KeptFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);

    private final Path file;
    private final Path root;
    private final Memory memory;
    private final String type;
    private final Counters counters;
    /** Null until it can be read. */
    private Content content;

    private boolean closed;

    /**
     * Opens or reads a file. One that cannot be read now, as somebody is writing it, is read when it is asked for.
     *
     * @param root it must not lead out of this directory
     * @param memory where its content is kept; null for an open handle
     */
    KeptFile(Path file, Path root, Memory memory, Counters counters) {
        this.file = file;
        this.root = root;
        this.memory = memory;
        this.counters = counters;
        this.type = type(file);
        try {
            this.content = load(null);
        } catch (IOException e) {
            LOG.warn("{} cannot be read now: {}; it is tried again with each request", file, e.toString());
        }
    }

    private static String type(Path file) {
        String probed = probe(file);
        String guessed = URLConnection.guessContentTypeFromName(
                file.getFileName().toString().toLowerCase(Locale.ROOT));
        return probed != null ? probed : guessed != null ? guessed : "application/octet-stream";
    }

    private static String probe(Path file) {
        try {
            return Files.probeContentType(file);
        } catch (IOException e) {
            LOG.debug("{}: its type is guessed from its name", file, e);
            return null;
        }
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

    synchronized boolean hasHandle() {
        return memory == null && content != null;
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
        if (content == null || !content.isOpen()) {
            replace(load(content));
        } else if (!Snapshot.of(file).equals(content.snapshot())) {
            replace(load(content));
            counters.changed.increment();
        }
        return content.use();
    }

    private void replace(Content loaded) {
        if (content != null) {
            content.close();
        }
        content = loaded;
    }

    synchronized KeptFileStatus status(String url) {
        return content == null
                ? new KeptFileStatus(url, file.toString(), 0, "cannot be read")
                : new KeptFileStatus(
                        url, file.toString(), content.snapshot().size(), memory == null ? "open" : "in memory");
    }

    synchronized long memorySize() {
        return content == null ? 0 : content.memorySize();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (content != null) {
            content.close();
        }
    }
}

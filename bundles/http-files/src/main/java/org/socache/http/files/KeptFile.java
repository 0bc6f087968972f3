// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A file that is kept, whatever its content: looked at before each answer, and opened anew when it has changed. */
final class KeptFile implements Closeable {

    private final Path file;
    private final boolean inMemory;
    private final String type;
    private final Counters counters;
    private Content content;

    KeptFile(Path file, boolean inMemory, Counters counters) throws IOException {
        this.file = file;
        this.inMemory = inMemory;
        this.counters = counters;
        this.type = type(file);
        this.content = load();
    }

    private static String type(Path file) throws IOException {
        String probed = Files.probeContentType(file);
        String guessed = URLConnection.guessContentTypeFromName(
                file.getFileName().toString().toLowerCase(Locale.ROOT));
        return probed != null ? probed : guessed != null ? guessed : "application/octet-stream";
    }

    private Content load() throws IOException {
        return inMemory ? Content.read(file) : Content.open(file);
    }

    Path file() {
        return file;
    }

    boolean isInMemory() {
        return inMemory;
    }

    String type() {
        return type;
    }

    /**
     * Its content as it is now.
     *
     * @throws IOException if it is not there, or cannot be read
     */
    synchronized Content current() throws IOException {
        if (!Snapshot.of(file).equals(content.snapshot())) {
            Content changed = load();
            content.close();
            content = changed;
            counters.changed.increment();
        }
        return content;
    }

    synchronized long memorySize() {
        return content.memorySize();
    }

    @Override
    public synchronized void close() {
        content.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that are kept, by the path of their URL. */
final class FileSet implements FilesMXBean, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FileSet.class);

    private final Counters counters;
    private final Map<String, KeptFile> files = new TreeMap<>();
    private int leftOut;

    /** What is to be kept. */
    record Wanted(Path root, String open, String inMemory, int fileLimit, long memoryLimit) {

        /** The files that are there now, by their URL's path; true for those in memory. */
        Map<String, Boolean> find() throws IOException {
            Map<String, Boolean> found = new TreeMap<>();
            if ((open + inMemory).isBlank() || !Files.isDirectory(root)) {
                return found;
            }
            List<PathMatcher> memory = matchers(inMemory);
            List<PathMatcher> handles = matchers(open);
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    Path relative = root.relativize(file);
                    boolean inMemoryToo = memory.stream().anyMatch(matcher -> matcher.matches(relative));
                    if (inMemoryToo || handles.stream().anyMatch(matcher -> matcher.matches(relative))) {
                        found.put("/" + relative.toString().replace('\\', '/'), inMemoryToo);
                    }
                }
            }
            return found;
        }

        private static List<PathMatcher> matchers(String patterns) {
            List<PathMatcher> matchers = new ArrayList<>();
            for (String pattern : patterns.split("[\\s,]+")) {
                if (!pattern.isEmpty()) {
                    matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
                }
            }
            return matchers;
        }
    }

    /**
     * Opens what is wanted, as far as the limits allow.
     *
     * @param found what {@link Wanted#find} has found
     * @param counters go on counting when another set takes over
     */
    FileSet(Wanted wanted, Map<String, Boolean> found, Counters counters) {
        this.counters = counters;
        Memory memory = new Memory(wanted.memoryLimit());
        try {
            found.forEach((path, inMemory) -> {
                Path file = wanted.root().resolve(path.substring(1));
                try {
                    keep(wanted, path, file, inMemory ? memory : null);
                } catch (IOException e) {
                    counters.missing.increment();
                    LOG.warn("{} is left out: {}", file, e.toString());
                }
            });
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void keep(Wanted wanted, String path, Path file, Memory memory) throws IOException {
        if (files.size() == wanted.fileLimit() || memory != null && !memory.hasRoomFor(Files.size(file))) {
            leftOut++;
            LOG.warn(
                    "{} is left out: FilesLimit {} or MMapLimit {} is reached",
                    file,
                    wanted.fileLimit(),
                    wanted.memoryLimit());
            return;
        }
        files.put(path, new KeptFile(file, memory, counters));
    }

    FilesServlet servlet() {
        return new FilesServlet(files, counters);
    }

    String[] paths() {
        return files.keySet().toArray(String[]::new);
    }

    @Override
    public List<KeptFileStatus> getFiles() {
        return files.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey()))
                .toList();
    }

    @Override
    public int getHandles() {
        return (int) files.values().stream().filter(file -> !file.isInMemory()).count();
    }

    @Override
    public long getMemoryBytes() {
        return files.values().stream().mapToLong(KeptFile::memorySize).sum();
    }

    @Override
    public long getServed() {
        return counters.served.sum();
    }

    @Override
    public long getBytesServed() {
        return counters.bytes.sum();
    }

    @Override
    public long getChanged() {
        return counters.changed.sum();
    }

    @Override
    public long getMissing() {
        return counters.missing.sum();
    }

    @Override
    public long getBrokenOff() {
        return counters.brokenOff.sum();
    }

    @Override
    public int getLeftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        files.values().forEach(KeptFile::close);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that are kept, by the path of their URL. */
final class FileSet implements FilesMXBean, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FileSet.class);

    private final Counters counters;
    private final Map<String, KeptFile> files = new TreeMap<>();
    private int leftOut;

    /**
     * Opens what is wanted, as far as the limits allow. What cannot be opened now is, when it is asked for.
     *
     * @param found what {@link Wanted#find} has found
     * @param counters go on counting when another set takes over
     */
    FileSet(Wanted wanted, Map<String, Boolean> found, Counters counters) {
        this.counters = counters;
        Memory memory = new Memory(wanted.memoryLimit());
        try {
            found.forEach((path, inMemory) -> keep(wanted, path, inMemory ? memory : null));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void keep(Wanted wanted, String path, Memory memory) {
        Path file = wanted.root().resolve(path.substring(1));
        // 0 if it has gone since it was found
        long size = file.toFile().length();
        if (files.size() == wanted.fileLimit() || memory != null && !memory.hasRoomFor(size)) {
            leftOut++;
            LOG.warn(
                    "{} is left out: FilesLimit {} or MMapLimit {} is reached, or it has more than 2 GB for MMapFile",
                    file,
                    wanted.fileLimit(),
                    wanted.memoryLimit());
            return;
        }
        files.put(path, new KeptFile(file, wanted.root(), memory, counters));
    }

    /** The file of a URL's path; null if none is kept there. */
    KeptFile file(String path) {
        return files.get(path);
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
        return (int) files.values().stream().filter(KeptFile::hasHandle).count();
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

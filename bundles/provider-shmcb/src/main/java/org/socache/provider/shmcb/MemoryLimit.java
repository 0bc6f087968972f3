// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.socache.api.InvalidSpecificationException;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * How much a file may grow here. Pages of a file in memory ({@code tmpfs}) count against the container's limit, and
 * what happens beyond it is that the kernel kills somebody: better to refuse first.
 */
final class MemoryLimit {

    private static final String IN_MEMORY = "tmpfs";

    private final Path limitFile;

    /** @param limitFile of the control group: bytes, or a word if there is no limit */
    MemoryLimit(Path limitFile) {
        this.limitFile = limitFile;
    }

    /** The limit of the container this process runs in. */
    static MemoryLimit ofContainer() {
        return new MemoryLimit(Path.of("/sys/fs/cgroup/memory.max"));
    }

    /** Refuses a file that cannot be had, before a page of it is written. */
    void check(Path path, long size) throws IOException, InvalidSpecificationException {
        var store = Files.getFileStore(path.getParent());
        if (store.getUsableSpace() < size) {
            throw new InvalidSpecificationException(
                    "cannot reserve " + size + " bytes for " + path + ": its file system has "
                            + store.getUsableSpace() + " left (a container's /dev/shm has 64 MiB unless told otherwise)"
                            + "; choose a smaller size or another file system");
        }
        long limit = bytes();
        if (store.type().equals(IN_MEMORY) && limit < size) {
            throw new InvalidSpecificationException("cannot reserve " + size + " bytes of memory for " + path
                    + ": the container has a limit of " + limit + "; choose a smaller size or raise the limit");
        }
    }

    private long bytes() {
        try {
            return Long.parseLong(Files.readString(limitFile, US_ASCII).strip());
        } catch (IOException | NumberFormatException none) {
            return Long.MAX_VALUE;
        }
    }
}

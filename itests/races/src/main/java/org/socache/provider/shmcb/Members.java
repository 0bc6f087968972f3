// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.socache.api.InvalidSpecificationException;

/** Members of one lock file, which the races need for their lock words and nothing else. */
final class Members {

    private static final Path SEGMENT = segment();

    private Members() {}

    private static Path segment() {
        try {
            Path directory = Files.createTempDirectory("races");
            directory.toFile().deleteOnExit();
            directory.resolve("segment.lock").toFile().deleteOnExit();
            return directory.resolve("segment");
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static Membership join() {
        try {
            return LockFile.open(SEGMENT).join();
        } catch (IOException | InvalidSpecificationException failure) {
            throw new IllegalStateException(failure);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

import org.apache.felix.utils.properties.Properties;

/** A {@code .cfg} file in {@code etc/}, of which one value is changed; its comments and its other keys stay as they are. */
final class EtcFile {

    private static final String SUFFIX = ".cfg";

    /** What Felix File Install reads these files in. */
    private static final Charset ENCODING = StandardCharsets.ISO_8859_1;

    private final Path file;

    private EtcFile(Path file) {
        this.file = file;
    }

    /** @param location of a configuration ({@code felix.fileinstall.filename}); null is answered if that is no such file */
    static EtcFile at(Object location) {
        if (location == null || !location.toString().endsWith(SUFFIX)) {
            return null;
        }
        Path file = Path.of(URI.create(location.toString()));
        return Files.exists(file) ? new EtcFile(file) : null;
    }

    /**
     * Changes a value in one step, so that nobody reads half of the file. Where a link stands in its place, the file it leads to
     * is changed.
     *
     * @param key in any case; it stays as it is spelt in the file
     * @throws IOException if that cannot be done, or somebody has made the file read-only
     */
    void put(String key, String value) throws IOException {
        if (!Files.isWritable(file)) {
            throw new AccessDeniedException(file.toString(), null, "it is read-only");
        }
        // without substitution: what stands there as ${...} is written back as that
        Properties properties = new Properties(false);
        try (Reader reader = Files.newBufferedReader(file, ENCODING)) {
            properties.load(reader);
        }
        String written = properties.keySet().stream()
                .filter(key::equalsIgnoreCase)
                .findFirst()
                .orElse(key);
        if (!value.equals(properties.put(written, value))) {
            replace(file.toRealPath(), properties);
        }
    }

    private static void replace(Path file, Properties properties) throws IOException {
        // not a .cfg, which would be taken for a configuration
        Path draft = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".draft");
        try {
            try (Writer writer = Files.newBufferedWriter(draft, ENCODING)) {
                properties.save(writer);
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, Set.copyOf(Files.getPosixFilePermissions(file)));
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

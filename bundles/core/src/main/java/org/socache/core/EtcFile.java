// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;

import org.apache.felix.utils.properties.Properties;

/** A {@code .cfg} file in {@code etc/}, of which one value is changed; its comments and its other keys stay as they are. */
final class EtcFile {

    private static final String SUFFIX = ".cfg";

    /** What Felix File Install reads these files in. */
    private static final Charset ENCODING = StandardCharsets.ISO_8859_1;

    private static final int TRIES = 10;

    /** For those who write such files in this process. */
    private static final Object WRITING = new Object();

    private final Path file;

    private EtcFile(Path file) {
        this.file = file;
    }

    /** @param location of a configuration ({@code felix.fileinstall.filename}); null is answered if that is no such file */
    static EtcFile at(Object location) {
        if (location == null || !location.toString().endsWith(SUFFIX)) {
            return null;
        }
        try {
            Path file = Path.of(URI.create(location.toString()));
            return Files.exists(file) ? new EtcFile(file) : null;
        } catch (IllegalArgumentException | FileSystemNotFoundException noFile) {
            return null;
        }
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
        synchronized (WRITING) {
            for (int tries = 1; !isPut(key, value); tries++) {
                if (tries == TRIES) {
                    throw new IOException(file + " changes all the time");
                }
            }
        }
    }

    /** False if somebody else has changed the file meanwhile: that must not be undone. */
    private boolean isPut(String key, String value) throws IOException {
        byte[] before = Files.readAllBytes(file);
        // without substitution: what stands there as ${...} is written back as that
        Properties properties = new Properties(false);
        properties.load(new StringReader(new String(before, ENCODING)));
        String written = properties.keySet().stream()
                .filter(key::equalsIgnoreCase)
                .findFirst()
                .orElse(key);
        return value.equals(properties.put(written, value)) || isReplaced(file.toRealPath(), before, properties);
    }

    private static boolean isReplaced(Path file, byte[] before, Properties properties) throws IOException {
        // not a .cfg, which would be taken for a configuration
        Path draft = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".draft");
        try {
            try (Writer writer = Files.newBufferedWriter(draft, ENCODING)) {
                properties.save(writer);
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, Set.copyOf(Files.getPosixFilePermissions(file)));
            }
            if (!Arrays.equals(before, Files.readAllBytes(file))) {
                return false;
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

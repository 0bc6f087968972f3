// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The key file that nodes share: one key a line as 64 hex digits, the newest first; blank lines and lines that begin with
 * {@code #} are skipped. The file must be readable by its owner alone.
 */
public final class KeyFile {

    private static final int HEX_LENGTH = 2 * NodeKey.LENGTH;

    private KeyFile() {}

    /**
     * Reads the keys.
     *
     * @throws IOException if the file is absent, open to others, or no key file; the message says what to do, and never
     *     shows a key
     */
    public static KeyRing read(Path file) throws IOException {
        try {
            requirePrivate(file);
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            return ring(file, lines);
        } catch (NoSuchFileException absent) {
            throw new IOException(
                    "key file " + file + " does not exist; make one with: (umask 077; openssl rand -hex "
                            + NodeKey.LENGTH + " > " + file + "), and copy it to every node that shares the cache",
                    absent);
        }
    }

    private static KeyRing ring(Path file, List<String> lines) throws IOException {
        if (lines.isEmpty() || lines.size() > KeyRing.MAX_KEYS) {
            throw new IOException("key file " + file + " has " + lines.size() + " keys; 1 to " + KeyRing.MAX_KEYS
                    + " are allowed, the newest first");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).matches("[0-9A-Fa-f]{" + HEX_LENGTH + "}")) {
                throw new IOException("key file " + file + ": key " + (i + 1) + " is not " + HEX_LENGTH
                        + " hex digits (it has " + lines.get(i).length() + " characters)");
            }
        }
        return new KeyRing(lines.stream()
                .map(line -> new NodeKey(HexFormat.of().parseHex(line)))
                .toList());
    }

    /** Where the file system has no POSIX permissions, guarding the file is the operator's. */
    private static void requirePrivate(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        boolean open =
                permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"));
        if (open) {
            throw new IOException("key file " + file + " is open to others ("
                    + PosixFilePermissions.toString(permissions) + "); run: chmod 600 " + file);
        }
    }
}

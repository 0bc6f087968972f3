// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that seal sessions, in a text file that all nodes share:
 *
 * <pre>
 * # Socache TLS session keys 1
 * 5f3a9c01 0Jx...=        the first key seals
 * 11c2e8b7 kD8...=        the others only open what they sealed earlier
 * </pre>
 *
 * A line is the key's id, which is the first four bytes of its SHA-256 in hex and so proves the line whole, and 32 bytes
 * in Base64. The file is made with mode 0600 if it is missing, and refused if anyone but its owner may read it. A change
 * is seen within a second, so keys rotate on a running node.
 */
final class SealingKeys {

    /** One line of the file. */
    record Key(int id, SecretKey secret) {}

    private static final Logger LOG = LoggerFactory.getLogger(SealingKeys.class);
    private static final String HEADER = "# Socache TLS session keys 1";
    private static final int KEY_BYTES = 32;

    /** Two earlier keys outlive any session, unless someone rotates by the minute. */
    private static final int KEPT = 3;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private List<Key> keys;
    private FileTime seen;
    private Instant looked;

    /** @throws IOException if the file cannot be read or made, is damaged, or is open to others */
    SealingKeys(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        if (Files.notExists(file)) {
            create();
        }
        load();
    }

    /** The key that seals now. */
    synchronized Key current() {
        reloadIfChanged();
        return keys.get(0);
    }

    /** The key with that id, or null: sealed with a key that this node does not have (any more). */
    synchronized Key find(int id) {
        reloadIfChanged();
        return keys.stream().filter(key -> key.id() == id).findFirst().orElse(null);
    }

    /** Puts a new key first and keeps the two before it; nodes that share the file follow within a second. */
    synchronized void rotate() {
        try {
            load();
            write(Stream.concat(Stream.of(newKey()), keys.stream()).limit(KEPT).toList(), true);
            load();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rotate the session keys in " + file, e);
        }
    }

    private void reloadIfChanged() {
        Instant now = clock.instant();
        if (now.isBefore(looked.plusSeconds(1)) && !now.isBefore(looked)) {
            return;
        }
        looked = now;
        try {
            if (!Files.getLastModifiedTime(file).equals(seen)) {
                load();
            }
        } catch (IOException e) {
            LOG.warn(
                    "cannot read the session keys in {} again ({}); the ones read before stay in use",
                    file,
                    e.toString());
        }
    }

    private void load() throws IOException {
        refuseIfOpenToOthers();
        FileTime modified = Files.getLastModifiedTime(file);
        keys = parse(Files.readAllLines(file, StandardCharsets.US_ASCII));
        seen = modified;
        looked = clock.instant();
    }

    private void refuseIfOpenToOthers() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return; // no such notion here
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("session key file " + file + " has mode " + PosixFilePermissions.toString(permissions)
                    + ", but only its owner may read it; chmod 600 it");
        }
    }

    private List<Key> parse(List<String> lines) throws IOException {
        if (lines.size() < 2 || !lines.get(0).equals(HEADER)) {
            throw new IOException("session key file " + file + " does not begin with \"" + HEADER
                    + "\" and a key; delete it on every node to have a new one made");
        }
        List<Key> parsed = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            parsed.add(parse(line, parsed.size() + 2));
        }
        return parsed;
    }

    private Key parse(String line, int number) throws IOException {
        try {
            String[] fields = line.split(" ", 2);
            Key key = key(Base64.getDecoder().decode(fields[1]));
            if (key.secret().getEncoded().length == KEY_BYTES
                    && HexFormat.of().toHexDigits(key.id()).equals(fields[0])) {
                return key;
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.debug("line {} of {}", number, file, e);
        }
        throw new IOException("line " + number + " of session key file " + file
                + " is no key id and 32 bytes in Base64 that belong together");
    }

    private void create() throws IOException {
        try {
            write(List.of(newKey()), false);
            LOG.info("made session key file {}; copy it to the nodes that share sessions with this one", file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another node made {} first", file);
        }
    }

    /** The file appears whole or not at all, whoever else makes or reads it at the same time. */
    private void write(List<Key> content, boolean replace) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, file.getFileName().toString(), ".new");
        try {
            Files.write(
                    draft,
                    Stream.concat(Stream.of(HEADER), content.stream().map(SealingKeys::line))
                            .toList());
            if (replace) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.createLink(file, draft);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static String line(Key key) {
        return HexFormat.of().toHexDigits(key.id()) + " "
                + Base64.getEncoder().encodeToString(key.secret().getEncoded());
    }

    private Key newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return key(bytes);
    }

    private static Key key(byte[] bytes) {
        try {
            int id = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .getInt();
            return new Key(id, new SecretKeySpec(bytes, "AES"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

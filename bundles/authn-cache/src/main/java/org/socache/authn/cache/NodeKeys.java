// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.authn.seal.KeyFile;
import org.socache.authn.seal.KeyRing;
import org.socache.authn.seal.NodeKey;

/**
 * The keys of this node. Those of a file are read again within a second of a change, so that a rotation needs no
 * restart; a file that cannot be read any more leaves the keys as they are.
 */
public final class NodeKeys {

    private static final Logger LOG = LoggerFactory.getLogger(NodeKeys.class);
    private static final long CHECK_MILLIS = 1000;

    private final InstantSource clock;
    private volatile Path file;
    private volatile KeyRing ring;
    private volatile long checked;
    private FileTime modified;
    private String refusal;

    /** Begins with a key of this JVM alone: no other node, and no later run of this one, can use its entries. */
    public NodeKeys(InstantSource clock) {
        this.clock = clock;
        ring = KeyRing.random();
    }

    /**
     * Reads the keys that {@link #use} would take.
     *
     * @param next null for a key of this JVM
     * @throws IOException if they cannot be read; the message says what to do
     */
    public KeyRing read(Path next) throws IOException {
        if (next != null) {
            return KeyFile.read(next);
        }
        return file == null ? ring : KeyRing.random();
    }

    /** Goes over to keys that {@link #read} has read. Entries under keys that are not among them are lost. */
    public synchronized void use(Path next, KeyRing read) {
        file = next;
        ring = read;
        // a file that changed between the reading and now is read again at the next use
        modified = null;
        refusal = null;
        checked = 0;
    }

    /** The keys now. */
    public KeyRing ring() {
        if (file != null && Math.abs(clock.millis() - checked) >= CHECK_MILLIS) {
            reread();
        }
        return ring;
    }

    /** Puts a new key in front of a random ring; with a file, which the operator rotates, reads the file again. */
    public synchronized void rotate() {
        if (file == null) {
            ring = ring.rotate(NodeKey.random());
        } else {
            modified = null;
            reread();
        }
    }

    private synchronized void reread() {
        checked = clock.millis();
        if (file == null) {
            return;
        }
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(modified)) {
                ring = KeyFile.read(file);
                modified = now;
                refusal = null;
                LOG.info(
                        "authentication cache: {} keys read from {}",
                        ring.keys().size(),
                        file);
            }
        } catch (IOException unreadable) {
            // tried again each second, since chmod leaves the file's time alone; told once
            if (!String.valueOf(unreadable.getMessage()).equals(refusal)) {
                refusal = String.valueOf(unreadable.getMessage());
                LOG.warn("authentication cache: keys stay as they are: {}", refusal);
            }
        }
    }
}

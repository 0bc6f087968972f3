// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.HashMap;
import java.util.Map;

import org.socache.api.InvalidSpecificationException;

/**
 * The one channel this JVM has on a lock file, however many class loaders (bundle refreshed, bundle installed twice) have
 * classes like this one.
 *
 * <p>The kernel drops <em>all</em> locks of a process on a file as soon as the process closes <em>any</em> descriptor of it.
 * A second channel on a lock file, closed, would make the members of this JVM look dead. So there is one, in a place that all
 * class loaders know, the system properties, in types of {@code java.base} alone, closed when the last member has left.
 *
 * <p>It is an {@link AsynchronousFileChannel} because interrupting a thread inside an ordinary {@code FileChannel} closes
 * that channel; this kind's {@code tryLock} does not care.
 */
final class JvmAnchor {

    /** Ends with the version of what is below it. */
    private static final String PROPERTY = "org.socache.provider.shmcb.lockfiles.1";

    private static final int CHANNEL = 0;
    private static final int TABLE = 1;
    private static final int USERS = 2;

    private final Object key;
    private final Object[] parts;

    private JvmAnchor(Object key, Object[] parts) {
        this.key = key;
        this.parts = parts;
    }

    /** Opens channel and mapping of a lock file, in this order, in an array. */
    @FunctionalInterface
    interface Opener {
        Opened open() throws IOException, InvalidSpecificationException;
    }

    /** What an opener opened. */
    record Opened(AsynchronousFileChannel channel, ByteBuffer table) {}

    /**
     * Joins the anchor of a file, or makes it.
     *
     * @param key the file's identity, in a {@code java.base} type
     */
    static JvmAnchor join(Object key, Opener opener) throws IOException, InvalidSpecificationException {
        Map<Object, Object[]> anchors = anchors();
        synchronized (anchors) {
            Object[] parts = anchors.get(key);
            if (parts == null) {
                Opened opened = opener.open();
                parts = new Object[] {opened.channel(), opened.table(), 0};
                anchors.put(key, parts);
            }
            parts[USERS] = (Integer) parts[USERS] + 1;
            return new JvmAnchor(key, parts);
        }
    }

    AsynchronousFileChannel channel() {
        return (AsynchronousFileChannel) parts[CHANNEL];
    }

    ByteBuffer table() {
        return (ByteBuffer) parts[TABLE];
    }

    /** Leaves; the last one closes the channel. To be called once. */
    void leave() throws IOException {
        Map<Object, Object[]> anchors = anchors();
        synchronized (anchors) {
            int users = (Integer) parts[USERS] - 1;
            parts[USERS] = users;
            if (users == 0) {
                anchors.remove(key);
                channel().close();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object[]> anchors() {
        return (Map<Object, Object[]>)
                System.getProperties().computeIfAbsent(PROPERTY, absent -> new HashMap<Object, Object[]>());
    }
}

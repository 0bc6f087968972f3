// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.PayloadBuffers;

/**
 * One content of a file: an open handle, or its bytes in memory. Whoever has begun to send it goes on with it when it was
 * replaced; a handle is closed when the last of them has ended.
 */
final class Content implements Closeable {

    /** A file that changed so often while it was opened will not be still at the next try. */
    private static final int OPENINGS = 3;

    /** Bytes that are read ahead of what is sent. */
    private static final int AHEAD = 256 * 1024;

    private static final PayloadBuffers BUFFERS = new PayloadBuffers(AHEAD, AHEAD / 8);

    private final Path file;
    private final Snapshot snapshot;
    private final FileChannel channel;
    private final ByteBuffer memory;
    private int users = 1;

    private Content(Path file, Snapshot snapshot, FileChannel channel, ByteBuffer memory) {
        this.file = file;
        this.snapshot = snapshot;
        this.channel = channel;
        this.memory = memory;
    }

    /**
     * Opens a file and keeps the handle.
     *
     * @throws IOException if it is not there, or replaced again and again
     */
    static Content open(Path file) throws IOException {
        for (int tries = 0; tries < OPENINGS; tries++) {
            Snapshot before = Snapshot.settled(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            boolean same = false;
            try {
                // replaced in between, the handle would have one file's bytes, and the snapshot another's validators
                same = Snapshot.of(file).equals(before);
                if (same) {
                    return new Content(file, before, channel, null);
                }
            } finally {
                if (!same) {
                    channel.close();
                }
            }
        }
        throw new IOException(file + " changes while it is opened");
    }

    /**
     * Reads a file into memory outside the heap. Other than a mapping, such a copy cannot change, nor break when somebody
     * truncates the file.
     *
     * @param limit bytes of the largest; no buffer can have more than {@link Integer#MAX_VALUE}
     * @throws IOException if it is larger, cannot be read, or changes meanwhile
     */
    static Content read(Path file, long limit) throws IOException {
        Snapshot before = Snapshot.settled(file);
        if (before.size() > Math.min(limit, Integer.MAX_VALUE)) {
            throw new IOException(file + " has " + before.size() + " bytes, there is room for "
                    + Math.min(limit, Integer.MAX_VALUE) + " in memory; raise MMapLimit or use CacheFile");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer memory = allocate(file, (int) before.size());
            while (memory.hasRemaining() && channel.read(memory) >= 0) {
                continue;
            }
            if (memory.hasRemaining() || !Snapshot.of(file).equals(before)) {
                throw new IOException(file + " changes while it is read");
            }
            return new Content(file, before, null, memory.flip().asReadOnlyBuffer());
        }
    }

    /** The limit of memory outside the heap is one of the JVM's; to reach it is no reason to give up anything else. */
    private static ByteBuffer allocate(Path file, int bytes) throws IOException {
        try {
            return ByteBuffer.allocateDirect(bytes);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    file + ": the JVM has no " + bytes + " bytes outside the heap; lower MMapLimit or raise"
                            + " -XX:MaxDirectMemorySize",
                    e);
        }
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Bytes of memory outside the heap. */
    long memorySize() {
        return memory == null ? 0 : memory.capacity();
    }

    Body body() {
        return memory == null ? new HandleBody(0, snapshot.size()) : Body.of(memory.duplicate());
    }

    /** False once a thread was interrupted while it read from the handle, which closes it for all others too. */
    boolean isOpen() {
        return channel == null || channel.isOpen();
    }

    /** One user more, who has to close it; null after the last has gone. */
    synchronized Content use() {
        users += users == 0 ? 0 : 1;
        return users > 0 ? this : null;
    }

    /** Gives up this use; the handle is closed after the last. */
    @Override
    public synchronized void close() {
        if (users > 0 && --users == 0 && channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(file + " was only read", e);
            }
        }
    }

    /** A part of the file, by position. */
    private final class HandleBody implements Body {

        private final long from;
        private final long length;

        HandleBody(long from, long length) {
            this.from = from;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public Body slice(long start, long bytes) {
            Objects.checkFromIndexSize(start, bytes, length);
            return new HandleBody(from + start, bytes);
        }

        @Override
        public Payload open() {
            return use() == null ? null : new HandlePayload(from, length);
        }
    }

    /** Reads a part ahead of what it hands out, and looks at the file before it hands out the last. */
    private final class HandlePayload implements Payload {

        private final long length;
        private final long end;
        private final ByteBuffer buffer;
        private long position;
        private boolean closed;

        HandlePayload(long from, long length) {
            this.length = length;
            this.position = from;
            this.end = from + length;
            this.buffer = BUFFERS.borrow();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() throws IOException {
            if (position == end) {
                return null;
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position);
                if (count < 0) {
                    throw new IOException(file + " was truncated while it was sent");
                }
                position += count;
            }
            // all bytes of this answer have been read: what was written after this cannot be among them
            if (position == end && !isUnchanged()) {
                throw new IOException(file + " was changed while it was sent");
            }
            return buffer.flip();
        }

        /** A file that was replaced or deleted has not changed under its handle: its size stays, and nobody writes to it. */
        private boolean isUnchanged() throws IOException {
            try {
                Snapshot now = Snapshot.of(file);
                boolean replaced = !Objects.equals(now.key(), snapshot.key());
                return replaced ? channel.size() == snapshot.size() : now.equals(snapshot);
            } catch (java.nio.file.NoSuchFileException deleted) {
                return channel.size() == snapshot.size();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                BUFFERS.giveBack(buffer);
                Content.this.close();
            }
        }
    }
}

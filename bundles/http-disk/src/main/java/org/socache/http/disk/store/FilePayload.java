// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

import org.socache.http.disk.file.BodyFormat;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.PayloadBuffers;

/** Reads a body by position, some blocks at a time, and checks each of them before any byte of it goes out. */
final class FilePayload implements Payload {

    /** Some blocks at a time: a small body, with its trailer, is read at once. */
    private static final int BUFFER = 4 * BodyFormat.BLOCK + 64;

    private static final PayloadBuffers BUFFERS = new PayloadBuffers(BUFFER, BodyFormat.BLOCK + 64);

    private final FileBody body;
    private final FileChannel channel;
    private final ByteBuffer buffer = BUFFERS.borrow();
    private int[] checksums;
    private ByteBuffer ready;
    private long position;
    private boolean closed;

    private FilePayload(FileBody body, FileChannel channel) {
        this.body = body;
        this.channel = channel;
        this.position = body.from();
    }

    static FilePayload open(FileBody body) throws IOException {
        FilePayload payload = new FilePayload(body, FileChannel.open(body.file(), StandardOpenOption.READ));
        try {
            payload.begin();
            return payload;
        } catch (IOException | RuntimeException e) {
            payload.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        long whole = body.whole();
        int trailer = BodyFormat.trailerSize(whole);
        if (channel.size() != whole + trailer) {
            throw new DamagedBodyException(body.file(), channel.size() + " bytes instead of " + (whole + trailer));
        }
        if (whole + trailer <= buffer.capacity()) {
            read(buffer.limit((int) whole + trailer), 0);
            checksums = checksums(buffer.slice((int) whole, trailer));
            check(0, (int) whole);
        } else {
            ByteBuffer table = trailer <= buffer.capacity() ? buffer.limit(trailer) : ByteBuffer.allocate(trailer);
            read(table, whole);
            checksums = checksums(table.rewind());
            fill();
        }
    }

    private int[] checksums(ByteBuffer trailer) throws DamagedBodyException {
        int[] read = BodyFormat.checksums(trailer, body.whole(), body.id());
        if (read == null) {
            throw new DamagedBodyException(body.file(), "its end is damaged, or another body's");
        }
        return read;
    }

    /** Reads on from the block that has the position. */
    private void fill() throws IOException {
        long start = position / BodyFormat.BLOCK * BodyFormat.BLOCK;
        long end = body.from() + body.length();
        long lastBlock = (end + BodyFormat.BLOCK - 1) / BodyFormat.BLOCK * BodyFormat.BLOCK;
        long blocks = buffer.capacity() / BodyFormat.BLOCK;
        int bytes = (int) Math.min(blocks * BodyFormat.BLOCK, Math.min(lastBlock, body.whole()) - start);
        read(buffer.clear().limit(bytes), start);
        check(start, bytes);
    }

    private void read(ByteBuffer target, long at) throws IOException {
        long start = at;
        while (target.hasRemaining()) {
            int count = channel.read(target, start);
            if (count < 0) {
                throw new DamagedBodyException(body.file(), "ends at " + start);
            }
            start += count;
        }
    }

    /** Checks what was read and makes the wanted part of it ready. */
    private void check(long start, int bytes) throws IOException {
        for (int at = 0; at < bytes; at += BodyFormat.BLOCK) {
            int block = (int) ((start + at) / BodyFormat.BLOCK);
            int length = Math.min(BodyFormat.BLOCK, bytes - at);
            if (BodyFormat.checksum(buffer.slice(at, length)) != checksums[block]) {
                throw new DamagedBodyException(body.file(), "block " + block + " is not what was written");
            }
        }
        int from = (int) (position - start);
        int length = (int) Math.min(bytes - from, body.from() + body.length() - position);
        ready = length > 0 ? buffer.slice(from, length) : null;
        position += length;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public ByteBuffer next() throws IOException {
        if (closed) {
            throw new IOException(body.file() + " has been closed");
        }
        if (ready == null && position < body.from() + body.length()) {
            try {
                fill();
            } catch (DamagedBodyException e) {
                body.damaged();
                throw e;
            } catch (ClosedChannelException interrupted) {
                throw interrupted;
            } catch (IOException e) {
                body.unreadable(e);
                throw e;
            }
        }
        ByteBuffer part = ready;
        ready = null;
        return part;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        BUFFERS.giveBack(buffer);
        try {
            channel.close();
        } catch (IOException e) {
            // it was only read
            ready = null;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import org.socache.http.disk.file.BodyFormat;
import org.socache.http.disk.file.OwnerOnly;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.storage.Draft;

/**
 * A body while it is written: one block in memory, those before it in a file among the drafts. What a killed process leaves
 * there is found by its age.
 */
final class FileDraft implements Draft {

    private final Tree tree;
    private final Capacity capacity;
    private final Faults faults;
    private final Leftovers leftovers;
    private final long id = newId();
    private final Path file;
    private final ByteBuffer block = ByteBuffer.allocate(BodyFormat.BLOCK);
    private FileChannel channel;
    private int[] checksums = new int[4];
    private int blocks;
    private long length;
    private long fileLength;
    private int unitsTaken;
    private FileBody body;
    private boolean adopted;
    private boolean closed;

    FileDraft(Tree tree, Capacity capacity, Faults faults, Leftovers leftovers) {
        this.tree = tree;
        this.capacity = capacity;
        this.faults = faults;
        this.leftovers = leftovers;
        this.file = tree.draft(id);
    }

    /** Unlike 0, which stands for no body. */
    private static long newId() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    @Override
    public void add(ByteBuffer part) throws IOException {
        ByteBuffer left = part.duplicate();
        while (left.hasRemaining()) {
            int count = Math.min(left.remaining(), block.remaining());
            block.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            if (!block.hasRemaining()) {
                writeBlock();
            }
        }
    }

    private void writeBlock() throws IOException {
        block.flip();
        if (blocks == checksums.length) {
            checksums = Arrays.copyOf(checksums, 2 * blocks);
        }
        checksums[blocks++] = BodyFormat.checksum(block.duplicate());
        length += block.remaining();
        write(block);
        block.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        fileLength += bytes.remaining();
        int units = Capacity.units(fileLength) - unitsTaken;
        if (!capacity.take(units, 0)) {
            faults.add(Fault.NO_ROOM);
            throw new NotWrittenException(file, bytes.remaining());
        }
        unitsTaken += units;
        try {
            if (channel == null) {
                leftovers.begin(file);
                OwnerOnly.createDirectories(tree.drafts());
                channel = OwnerOnly.create(file);
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private NotWrittenException notWritten(IOException error) {
        if (faults.failed(error) == Fault.FULL) {
            capacity.makeDo();
        }
        return new NotWrittenException(error);
    }

    @Override
    public Body body() throws IOException {
        if (body == null) {
            if (block.position() > 0) {
                writeBlock();
            }
            if (length == 0) {
                return Body.EMPTY;
            }
            write(BodyFormat.trailer(checksums, length, id));
            finish();
            body = FileBody.draft(this, length, faults);
        }
        return body;
    }

    /** Some file systems tell only now that there was no room. */
    private void finish() throws NotWrittenException {
        try {
            channel.close();
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Whether it can become a body of the storage with that capacity: from another's its room would be missing for ever. */
    boolean isMadeFor(Capacity other) {
        return !adopted && !closed && capacity == other;
    }

    boolean isAdopted() {
        return adopted;
    }

    long id() {
        return id;
    }

    Path file() {
        return file;
    }

    int unitsTaken() {
        return unitsTaken;
    }

    /** The file has got the name of a body, its room goes with it. */
    void adopted() {
        adopted = true;
        leftovers.end(file);
    }

    @Override
    public void close() {
        if (adopted || closed) {
            return;
        }
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            faults.failed(e);
        } finally {
            capacity.give(unitsTaken, 0);
            if (channel != null) {
                leftovers.delete(file, unitsTaken);
            }
            leftovers.end(file);
        }
    }
}

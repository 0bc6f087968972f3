// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;

/** Memory for the states of the races, of which millions are needed: cut from larger blocks, which go when all their pieces are gone. */
final class Pieces {

    private static final int BLOCK = 1 << 20;
    private static final int LINE = 64;

    private static ByteBuffer block = ByteBuffer.allocate(0);

    private Pieces() {}

    static synchronized Memory of(int bytes) {
        int whole = (bytes + LINE - 1) & -LINE;
        if (block.remaining() < whole) {
            block = ByteBuffer.allocateDirect(BLOCK + LINE).alignedSlice(LINE);
        }
        ByteBuffer piece = block.slice(block.position(), whole);
        block.position(block.position() + whole);
        return Memory.of(piece);
    }
}

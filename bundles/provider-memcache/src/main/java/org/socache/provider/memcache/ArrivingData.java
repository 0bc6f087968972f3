// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Data of a length the server named. The heap is asked for as they arrive, up to twice what is there. */
final class ArrivingData {

    /** Believed without a proof; most values are shorter, and are not copied then. */
    private static final int BELIEVED = 1 << 20;

    private final int length;
    /** What has to follow the data. */
    private final String end;
    /** Null if nobody waits for them any more. */
    private byte[] bytes;

    private int arrived;

    ArrivingData(int length, String end) {
        this.length = length;
        this.end = end;
        this.bytes = new byte[Math.min(length, BELIEVED)];
    }

    /** Nobody waits for them any more; they are still to be read. */
    void forget() {
        bytes = null;
    }

    /** @throws IOException if something else follows them */
    void take(ByteBuffer source) throws IOException {
        while (source.hasRemaining() && !isWhole()) {
            if (arrived < length) {
                takeData(source);
            } else if (source.get() != end.charAt(arrived++ - length)) {
                throw new IOException("memcached sent more than the " + length + " bytes it had announced");
            }
        }
    }

    private void takeData(ByteBuffer source) {
        int count = Math.min(source.remaining(), length - arrived);
        if (bytes == null) {
            source.position(source.position() + count);
        } else {
            if (arrived + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * (arrived + count)));
            }
            source.get(bytes, arrived, count);
        }
        arrived += count;
    }

    boolean isWhole() {
        return arrived == length + end.length();
    }

    /** Null after {@link #forget}. */
    byte[] bytes() {
        return bytes;
    }
}

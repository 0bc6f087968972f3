// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.util.Arrays;

/**
 * What httpd's shmcb does, on the heap of one process: up to 256 subcaches chosen by the id's first byte, each searched from
 * the oldest entry to the newest, all behind one mutex. Sized by httpd's rules.
 */
final class HttpdAlgorithm implements Contestant {

    private static final int INDEX_BYTES = 24;

    private final Subcache[] subcaches;

    HttpdAlgorithm(long size, int idLength, int dataLength) {
        long entries = size / (idLength + dataLength);
        int number = 256;
        while (entries / number < 2L * number) {
            number /= 2;
        }
        int indexes = (int) (entries / number);
        int dataBytes = (int) (size / number) - indexes * INDEX_BYTES;
        subcaches = new Subcache[number];
        Arrays.setAll(subcaches, n -> new Subcache(indexes, dataBytes));
    }

    private static final class Subcache {
        private final int[] start;
        private final int[] idLength;
        private final int[] length;
        private final boolean[] removed;
        private final byte[] ring;
        private int oldest;
        private int used;
        private int dataStart;
        private int dataUsed;

        Subcache(int indexes, int dataBytes) {
            start = new int[indexes];
            idLength = new int[indexes];
            length = new int[indexes];
            removed = new boolean[indexes];
            ring = new byte[dataBytes];
        }

        int find(byte[] id) {
            for (int n = 0; n < used; n++) {
                int at = (oldest + n) % start.length;
                if (!removed[at] && idLength[at] == id.length && matches(start[at], id)) {
                    return at;
                }
            }
            return -1;
        }

        private boolean matches(int from, byte[] id) {
            if (from + id.length <= ring.length) {
                return Arrays.equals(ring, from, from + id.length, id, 0, id.length);
            }
            int first = ring.length - from;
            return Arrays.equals(ring, from, ring.length, id, 0, first)
                    && Arrays.equals(ring, 0, id.length - first, id, first, id.length);
        }

        byte[] read(int at) {
            byte[] data = new byte[length[at] - idLength[at]];
            int from = (start[at] + idLength[at]) % ring.length;
            int first = Math.min(data.length, ring.length - from);
            System.arraycopy(ring, from, data, 0, first);
            System.arraycopy(ring, 0, data, first, data.length - first);
            return data;
        }

        void append(byte[] id, byte[] data) {
            int needed = id.length + data.length;
            while (used == start.length || ring.length - dataUsed < needed) {
                dataStart = (dataStart + length[oldest]) % ring.length;
                dataUsed -= length[oldest];
                oldest = (oldest + 1) % start.length;
                used--;
            }
            int at = (oldest + used++) % start.length;
            start[at] = (dataStart + dataUsed) % ring.length;
            idLength[at] = id.length;
            length[at] = needed;
            removed[at] = false;
            write(start[at], id);
            write((start[at] + id.length) % ring.length, data);
            dataUsed += needed;
        }

        private void write(int to, byte[] bytes) {
            int first = Math.min(bytes.length, ring.length - to);
            System.arraycopy(bytes, 0, ring, to, first);
            System.arraycopy(bytes, first, ring, 0, bytes.length - first);
        }
    }

    @Override
    public synchronized byte[] get(byte[] id) {
        Subcache subcache = subcache(id);
        int at = subcache.find(id);
        return at < 0 ? null : subcache.read(at);
    }

    @Override
    public synchronized void put(byte[] id, byte[] data) {
        Subcache subcache = subcache(id);
        int at = subcache.find(id);
        if (at >= 0) {
            subcache.removed[at] = true;
        }
        subcache.append(id, data);
    }

    private Subcache subcache(byte[] id) {
        return subcaches[id[0] & subcaches.length - 1];
    }
}

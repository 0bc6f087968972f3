// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import net.spy.memcached.CachedData;
import net.spy.memcached.transcoders.Transcoder;

/** The data as they are, under the flags httpd uses. The client's own transcoders compress, and read serialized Java. */
final class RawTranscoder implements Transcoder<byte[]> {

    static final RawTranscoder INSTANCE = new RawTranscoder();

    private static final int FLAGS = 0;

    private RawTranscoder() {}

    @Override
    public boolean asyncDecode(CachedData data) {
        return false;
    }

    @Override
    public CachedData encode(byte[] data) {
        return new CachedData(FLAGS, data, getMaxSize());
    }

    @Override
    public byte[] decode(CachedData data) {
        return data.getData();
    }

    @Override
    public int getMaxSize() {
        return Integer.MAX_VALUE;
    }
}

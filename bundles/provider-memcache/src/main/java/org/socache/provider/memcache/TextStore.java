// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.util.Set;

import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.ops.StoreOperation;
import net.spy.memcached.ops.StoreType;

/** {@code set}. */
final class TextStore extends TextOperation implements StoreOperation {

    private static final String STORED = "STORED";
    private static final Set<String> NOT_STORED = Set.of("NOT_STORED", "EXISTS", "NOT_FOUND");

    private final int flags;
    private final int expiration;
    private final byte[] data;

    TextStore(String key, int flags, int expiration, byte[] data, Callback callback) {
        super(key, callback);
        this.flags = flags;
        this.expiration = expiration;
        this.data = data;
    }

    @Override
    public void initialize() {
        send(this + " " + flags + " " + expiration + " " + data.length, data);
    }

    @Override
    void answered(String text) throws IOException {
        boolean stored = text.equals(STORED);
        if (!stored && !NOT_STORED.contains(text)) {
            throw nonsense('"' + text + '"');
        }
        getCallback().receivedStatus(new OperationStatus(stored, text, StatusCode.fromAsciiLine(text)));
        complete();
    }

    @Override
    public StoreType getStoreType() {
        return StoreType.set;
    }

    @Override
    public int getFlags() {
        return flags;
    }

    @Override
    public int getExpiration() {
        return expiration;
    }

    @Override
    public byte[] getData() {
        return data;
    }

    @Override
    public String toString() {
        return "set " + key();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import net.spy.memcached.ops.DeleteOperation;
import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.StatsOperation;
import net.spy.memcached.ops.StoreOperation;
import net.spy.memcached.ops.StoreType;
import net.spy.memcached.protocol.ascii.AsciiOperationFactory;

/** Our own of the commands that we use. */
final class TextOperations extends AsciiOperationFactory {

    @Override
    public GetOperation get(String key, GetOperation.Callback callback) {
        return new TextRead(key, callback);
    }

    @Override
    public StoreOperation store(
            StoreType type, String key, int flags, int expiration, byte[] data, StoreOperation.Callback callback) {
        if (type != StoreType.set) {
            throw new UnsupportedOperationException(type + " is not used");
        }
        return new TextStore(key, flags, expiration, data, callback);
    }

    @Override
    public DeleteOperation delete(String key, DeleteOperation.Callback callback) {
        return new TextDelete(key, callback);
    }

    @Override
    public StatsOperation stats(String part, StatsOperation.Callback callback) {
        return new TextStats(part, callback);
    }
}

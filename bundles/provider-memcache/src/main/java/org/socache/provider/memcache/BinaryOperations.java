// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.protocol.binary.BinaryOperationFactory;

/** Our own reading; the rest is the library's. */
final class BinaryOperations extends BinaryOperationFactory {

    @Override
    public GetOperation get(String key, GetOperation.Callback callback) {
        return new BinaryRead(key, callback);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;

import net.spy.memcached.ops.DeleteOperation;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;

/** {@code delete}. */
final class TextDelete extends TextOperation implements DeleteOperation {

    TextDelete(String key, Callback callback) {
        super(key, callback);
    }

    @Override
    public void initialize() {
        send(toString());
    }

    @Override
    void answered(String text) throws IOException {
        boolean deleted = text.equals("DELETED");
        if (!deleted && !text.equals("NOT_FOUND")) {
            throw nonsense('"' + text + '"');
        }
        getCallback().receivedStatus(new OperationStatus(deleted, text, StatusCode.fromAsciiLine(text)));
        complete();
    }

    @Override
    public String toString() {
        return "delete " + key();
    }
}

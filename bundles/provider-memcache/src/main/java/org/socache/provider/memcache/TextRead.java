// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;

/** {@code get}: at most one value, of the key that was asked for. */
final class TextRead extends TextOperation implements GetOperation {

    /** With {@code cas} a fourth number would follow, but it is not asked for. */
    private static final Pattern VALUE = Pattern.compile("VALUE (\\S+) (\\d{1,9}) (\\d{1,9})");

    private static final OperationStatus FOUND = new OperationStatus(true, "END", StatusCode.SUCCESS);
    private static final OperationStatus ABSENT = new OperationStatus(true, "END", StatusCode.ERR_NOT_FOUND);

    private final Callback callback;
    /** Null before the server has named a length, and when all of it is there. */
    private ArrivingData data;

    private boolean found;

    TextRead(String key, Callback callback) {
        super(key, callback);
        this.callback = callback;
    }

    @Override
    public void initialize() {
        send("get " + key());
    }

    @Override
    void answered(String text) throws IOException {
        if (text.equals("END")) {
            callback.receivedStatus(found ? FOUND : ABSENT);
            complete();
            return;
        }
        Matcher value = VALUE.matcher(text);
        if (found || !value.matches() || !value.group(1).equals(key())) {
            throw nonsense('"' + text + '"');
        }
        found = true;
        data = new ArrivingData(Integer.parseInt(value.group(3)), "\r\n");
    }

    @Override
    boolean wantsData() {
        return data != null;
    }

    @Override
    void takeData(ByteBuffer arrived) throws IOException {
        if (isCancelled()) {
            data.forget();
        }
        data.take(arrived);
        if (data.isWhole()) {
            if (data.bytes() != null) {
                callback.gotData(key(), 0, data.bytes());
            }
            data = null;
        }
    }

    @Override
    public String toString() {
        return "get " + key();
    }
}

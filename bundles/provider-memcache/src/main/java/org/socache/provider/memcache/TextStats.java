// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;

import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatsOperation;
import net.spy.memcached.ops.StatusCode;

/** {@code stats}, or a part of it. */
final class TextStats extends TextOperation implements StatsOperation {

    /** memcached has some two hundred, with four more for each class of sizes. */
    private static final int MOST_LINES = 10_000;

    private static final OperationStatus END = new OperationStatus(true, "END", StatusCode.SUCCESS);

    private final Callback callback;
    private int lines;

    /** @param part null for the general ones */
    TextStats(String part, Callback callback) {
        super(part == null ? "" : part, callback);
        this.callback = callback;
    }

    @Override
    public void initialize() {
        send(toString());
    }

    @Override
    void answered(String text) throws IOException {
        if (text.equals("END")) {
            callback.receivedStatus(END);
            complete();
            return;
        }
        String[] parts = text.split(" ", 3);
        if (parts.length != 3 || !parts[0].equals("STAT") || ++lines > MOST_LINES) {
            throw nonsense('"' + text + '"');
        }
        callback.gotStat(parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return ("stats " + key()).trim();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import org.socache.provider.support.Unreachable;
import redis.clients.jedis.params.ScanParams;

/**
 * Where a walk with SCAN is. Cursors of one walk never come again; a server, or a proxy before it, whose do would be walked
 * through for ever. Noticed by Brent's way of finding a circle: comparing with one cursor, taken anew at every power of two.
 */
final class ScanWalk {

    private String cursor = ScanParams.SCAN_POINTER_START;
    private String mark = cursor;
    private long steps;
    private long nextMark = 1;

    /** What to ask with. */
    String cursor() {
        return cursor;
    }

    /** @throws Unreachable if the walk has been there */
    void goTo(String next) {
        cursor = next;
        if (isOver()) {
            return;
        }
        if (next.equals(mark)) {
            throw new Unreachable("its SCAN goes in circles, over cursor " + next, null);
        }
        if (++steps == nextMark) {
            mark = next;
            nextMark *= 2;
        }
    }

    boolean isOver() {
        return cursor.equals(ScanParams.SCAN_POINTER_START);
    }
}

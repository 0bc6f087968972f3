// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import org.socache.http.engine.Reason;

/** The names of httpd's environment variables for access logs; here they are request attributes. */
final class StatusAttribute {

    private StatusAttribute() {}

    static String of(Reason.Kind kind) {
        return switch (kind) {
            case HIT -> "cache-hit";
            case REVALIDATE -> "cache-revalidate";
            case MISS -> "cache-miss";
            case INVALIDATE -> "cache-invalidate";
        };
    }
}

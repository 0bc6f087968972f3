// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which back ends could not be asked the last time. */
final class Outages {

    private final Set<String> down = ConcurrentHashMap.newKeySet();

    void failed(String source) {
        down.add(source);
    }

    void answered(String source) {
        down.remove(source);
    }

    boolean isDown(String source) {
        return down.contains(source);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys in use: the first one seals, and all of them open, so that a key can be replaced without a flush.
 *
 * @param keys newest first, at least one
 */
public record KeyRing(List<NodeKey> keys) {

    /** As many keys are tried on a miss; more would make a miss slow. */
    public static final int MAX_KEYS = 4;

    public KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("1 to " + MAX_KEYS + " keys are allowed, not " + keys.size());
        }
    }

    /** A ring of one key that only this JVM has. */
    public static KeyRing random() {
        return new KeyRing(List.of(NodeKey.random()));
    }

    /** The key that seals. */
    public NodeKey current() {
        return keys.get(0);
    }

    /** A ring with another sealing key in front; the oldest falls out when there would be too many. */
    public KeyRing rotate(NodeKey next) {
        List<NodeKey> rotated = new ArrayList<>(keys);
        rotated.add(0, next);
        return new KeyRing(rotated.subList(0, Math.min(rotated.size(), MAX_KEYS)));
    }
}

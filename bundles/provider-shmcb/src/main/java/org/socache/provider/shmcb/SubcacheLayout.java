// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A subcache, which is one mapping; offsets from its beginning.
 *
 * <pre>
 *     0 +------------------------------------------------------------+
 *       | LOCK | HEAD | stores | replaced | expired | scrolled | ... |  who takes the lock needs the others next: one line
 *    64 +------------------------------------------------------------+
 *       | TAIL                                                       |  read by every retrieve: alone in its line
 *   128 +------------------------------------------------------------+
 *       | takeovers | repairs |                                      |
 *   192 +------------------------------------------------------------+
 *       | buckets, 64 bytes each                  {@link BucketLayout}       |
 *       +------------------------------------------------------------+
 *       | ring of entries                         {@link EntryLayout}        |
 *       +------------------------------------------------------------+
 * </pre>
 */
final class SubcacheLayout {

    static final int LOCK = 0;

    static final int HEAD = 8;
    static final int STORES = 16;
    static final int REPLACED = 24;
    static final int EXPIRED = 32;
    static final int SCROLLED = 40;
    /** Second chances: entries moved to the front instead of scrolled off. */
    static final int KEPT = 48;
    /** Of the scrolled ones: those that went because their buckets were full, not the ring. */
    static final int CROWDED = 56;

    static final int TAIL = 64;

    /** Locks taken over from the dead. */
    static final int TAKEOVERS = 128;

    /** Rings found damaged, and emptied. */
    static final int REPAIRS = 136;

    static final int BUCKETS = 192;

    private SubcacheLayout() {}
}

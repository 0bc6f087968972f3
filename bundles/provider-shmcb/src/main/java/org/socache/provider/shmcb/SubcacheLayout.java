// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * A subcache, which is one mapping; offsets from its beginning.
 *
 * <pre>
 *     0 +------------------------------------------------------------+
 *       | LOCK                                                       |  contended by writers
 *    64 +------------------------------------------------------------+
 *       | HEAD | stores | replaced | expired | scrolled | kept | ... |  written by the lock's owner
 *   128 +------------------------------------------------------------+
 *       | TAIL                                                       |  read by every retrieve: alone in its line
 *   192 +------------------------------------------------------------+
 *       | repairs |                                                  |
 *   256 +------------------------------------------------------------+
 *       | buckets, 64 bytes each                  {@link BucketLayout}       |
 *       +------------------------------------------------------------+
 *       | ring of entries                         {@link EntryLayout}        |
 *       +------------------------------------------------------------+
 * </pre>
 */
final class SubcacheLayout {

    static final int LOCK = 0;

    static final int HEAD = 64;
    static final int STORES = 72;
    static final int REPLACED = 80;
    static final int EXPIRED = 88;
    static final int SCROLLED = 96;
    /** Second chances: entries moved to the front instead of scrolled off. */
    static final int KEPT = 104;
    /** Of the scrolled ones: those that went because their buckets were full, not the ring. */
    static final int CROWDED = 112;
    /** Locks taken over from the dead. */
    static final int TAKEOVERS = 120;

    static final int TAIL = 128;

    /** Rings found damaged, and emptied. */
    static final int REPAIRS = 192;

    static final int BUCKETS = 256;

    private SubcacheLayout() {}
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

/** What the protocol can carry. */
public final class Limits {

    /** Payload bytes of one frame. Every frame of a message but the last has exactly this many. */
    public static final int FRAME_DATA = 2048;

    /** Payload bytes of one message: 16 full frames. */
    public static final int PAYLOAD = 16 * FRAME_DATA;

    /** Bytes of a key that {@code dc_server} stores; it finds nothing under a longer one. */
    public static final int KEY = 64;

    /** Milliseconds an entry may live: 7 days. */
    public static final long LIFETIME_MILLIS = 604_800_000;

    private Limits() {}
}

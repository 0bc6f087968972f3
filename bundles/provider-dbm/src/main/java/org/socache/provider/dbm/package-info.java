// SPDX-License-Identifier: Apache-2.0
/**
 * The provider {@code dbm}: a cache in a MapDB file that outlives the process.
 *
 * <p>How MapDB 3.1.0 is used, and why:
 *
 * <ul>
 *   <li><b>Transactions, with the log in memory.</b> Without transactions a file that was not closed in order does not open
 *       again. With them it is whole between two commits; but the log is never read back, so a commit that was cut short
 *       leaves a torn file all the same. The log therefore stays in memory, a mark in {@link
 *       org.socache.provider.dbm.StateFile} tells torn from whole, and each record has a checksum.
 *   <li><b>Mapped, not read and written.</b> MapDB reads an index in many small steps: a lookup of 200 bytes took 28 us by calls
 *       on a {@code RandomAccessFile}, 1 us mapped without transactions, 2 us mapped with them, and 2.6 us through all of this
 *       package (16 KiB: 32, 4, 5 and 8 us). MapDB lets a mapped file grow by zeros it writes, so a full disk is an
 *       exception.
 *   <li><b>No sync at a commit.</b> It made the slowest call 1.2 s instead of 0.4 s at 16 KiB. What a killed process wrote is safe
 *       with the kernel; after a power failure the state file shows another boot, and the cache starts empty. Closing waits
 *       for the disk.
 *   <li><b>One writer.</b> The log has no lock where it begins its next volume. Lookups run in parallel, except during a commit.
 * </ul>
 *
 * <p>Medians on two shared cores under load, 20 000 entries, nine lookups to one store, a commit a second.
 */
package org.socache.provider.dbm;

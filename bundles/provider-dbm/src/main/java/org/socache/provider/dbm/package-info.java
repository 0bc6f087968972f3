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
 *       on a {@code RandomAccessFile}, 1 us mapped without transactions, 2 us mapped with them (16 KiB: 32, 4 and 5 us). MapDB
 *       lets a mapped file grow by zeros it writes, so a full disk is an exception.
 *   <li><b>MapDB's index is for opening alone.</b> At run time {@link org.socache.provider.dbm.Contents} knows where each entry lies, so
 *       a lookup is one read of a record, and a miss none; the entry of an id that changes often is written once a commit. With
 *       that, 32 callers get two to four times the operations of a mapped MapDB with transactions at 16 KiB.
 *   <li><b>No sync at a commit.</b> It made the slowest call 1.2 s instead of 0.4 s at 16 KiB. What a killed process wrote is safe
 *       with the kernel; after a power failure the state file shows another boot, and the cache starts empty. Closing waits
 *       for the disk.
 *   <li><b>One writer.</b> The log has no lock where it begins its next volume, so the housekeeper alone writes; lookups in the file
 *       wait while he has it, those of what is not in the file yet do not.
 * </ul>
 *
 * <p>Medians on two shared cores under load, 20 000 entries, nine lookups to one store, a commit a second.
 */
package org.socache.provider.dbm;

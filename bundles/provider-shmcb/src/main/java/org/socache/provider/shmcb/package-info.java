// SPDX-License-Identifier: Apache-2.0
/**
 * Provider {@code shmcb}: a cyclic buffer in shared memory that several JVM processes on a host use at once. Counterpart:
 * httpd's {@code mod_socache_shmcb}.
 *
 * <p>A {@link org.socache.provider.shmcb.Segment} is a mapped file: a {@link org.socache.provider.shmcb.SegmentHeader},
 * counters of the processes, and {@linkplain org.socache.provider.shmcb.Subcache subcaches}. The hash of an id chooses the
 * subcache. Each has a {@link org.socache.provider.shmcb.LockWord} for writers, an
 * {@link org.socache.provider.shmcb.Index} of one-word slots, and a {@link org.socache.provider.shmcb.Ring} of entries.
 * Readers take no lock: they copy an entry out and then ask whether its place in the ring was still its own
 * ({@link org.socache.provider.shmcb.Ring#intact}). Beside the segment lies a
 * {@link org.socache.provider.shmcb.LockFile} that tells which processes live.
 *
 * <p><b>Why a process may die at any instruction.</b> Each step of a writer leaves a state that readers and the next
 * writer understand: the free part of the ring is referenced by no slot; TAIL moves before a byte it frees is
 * rewritten; HEAD moves in one word, after the entry is complete; a slot changes in one word. What a dead writer leaves
 * behind is at worst one entry that nobody finds and that scrolls off like any other.
 */
package org.socache.provider.shmcb;

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.channels.FileLock;

/** One opened segment's place among all that use it, in this process and others; see {@link LockFile}. */
final class Membership {

    private static final int MEMBER_SHIFT = 48;
    private static final int GENERATION_SHIFT = 32;
    private static final long GENERATION_MASK = 0xffff;

    private final LockFile file;
    private final int member;
    private final long token;
    private final FileLock life;
    private final OwnerThreads owners = new OwnerThreads();
    private volatile boolean leaving;

    Membership(LockFile file, int member, long generation, FileLock life) {
        this.file = file;
        this.member = member;
        this.token = token(member, generation);
        this.life = life;
    }

    private static long token(int member, long generation) {
        return member + 1L << MEMBER_SHIFT | generation << GENERATION_SHIFT;
    }

    int member() {
        return member;
    }

    /** The upper half of a {@link LockWord} owned by this member. */
    long token() {
        return token;
    }

    /** Its threads that have owned locks. */
    OwnerThreads owners() {
        return owners;
    }

    /** Whether the member with that token is dead. */
    boolean isDead(long other) {
        return file.isDead((int) (other >>> MEMBER_SHIFT) - 1, other >>> GENERATION_SHIFT & GENERATION_MASK);
    }

    /** Whether nobody else uses the segment now. */
    boolean isAlone() {
        return !file.hasOthersThan(member);
    }

    boolean isLeaving() {
        return leaving;
    }

    /** From now on none of this member's threads enters a critical section. */
    void leave() {
        leaving = true;
    }

    /** Gives up the place, which says that this member is dead: none of its threads may be in a critical section. */
    void end() throws IOException {
        life.release();
        file.close();
    }
}

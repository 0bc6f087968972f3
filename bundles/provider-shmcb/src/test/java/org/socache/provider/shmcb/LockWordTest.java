// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The lock word as members of one segment see it. */
class LockWordTest {

    private static final int ROUNDS = 50_000;
    private static final int COUNTER = SubcacheLayout.STORES;

    @TempDir
    Path directory;

    private final Memory memory = Memory.of(ByteBuffer.allocateDirect(SubcacheLayout.BUCKETS));

    private Membership join() throws Exception {
        return LockFile.open(directory.resolve("segment")).join();
    }

    @Test
    void twoMembersOfTwoThreads_excludeEachOther() throws Exception {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int member = 0; member < 2; member++) {
            LockWord lock = new LockWord(memory, join());
            for (int thread = 0; thread < 2; thread++) {
                threads.add(CompletableFuture.runAsync(() -> countUnder(lock), task -> new Thread(task).start()));
            }
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }
        assertThat(memory.get(COUNTER)).isEqualTo(4L * ROUNDS);
    }

    private void countUnder(LockWord lock) {
        for (int n = 0; n < ROUNDS; ) {
            if (lock.acquire().isOwned()) {
                memory.increment(COUNTER); // a plain load and store: two at once would lose one
                lock.release();
                n++;
            }
        }
    }

    @Test
    void ownerThatEnded_isRobbed() throws Exception {
        LockWord lock = new LockWord(memory, join());
        Thread owner = new Thread(lock::acquire);
        owner.start();
        owner.join();

        assertThat(lock.acquire()).isEqualTo(LockWord.Acquisition.TAKEN_OVER);
    }

    @Test
    void ownerThatLives_isWaitedForAndNotRobbed() throws Exception {
        LockWord mine = new LockWord(memory, join());
        LockWord theirs = new LockWord(memory, join());
        mine.acquire();
        long start = System.nanoTime();

        assertThat(theirs.acquire()).isEqualTo(LockWord.Acquisition.BUSY);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LockWord.LIMIT_NANOS);
        mine.release();
        assertThat(theirs.acquire()).isEqualTo(LockWord.Acquisition.FREE);
    }

    @Test
    void ownTokenFoundAgain_wasLeftByAnError() throws Exception {
        LockWord lock = new LockWord(memory, join());
        lock.acquire();

        assertThat(lock.acquire()).isEqualTo(LockWord.Acquisition.TAKEN_OVER);
    }

    @Test
    void memberThatIsLeaving_entersNoMore() throws Exception {
        Membership membership = join();
        LockWord lock = new LockWord(memory, membership);
        membership.leave();

        assertThat(lock.acquire()).isEqualTo(LockWord.Acquisition.CLOSED);
        assertThat(lock.isOwnedByMember()).isFalse();
    }

    @Test
    void memberThatEnded_isDead_andItsSuccessorIsAnotherGeneration() throws Exception {
        Membership watcher = join();
        Membership gone = join();
        assertThat(watcher.isDead(gone.token())).isFalse();
        gone.end();

        Membership successor = join();

        assertThat(successor.member()).isEqualTo(gone.member());
        assertThat(watcher.isDead(gone.token())).isTrue();
        assertThat(watcher.isDead(successor.token())).isFalse();
    }
}

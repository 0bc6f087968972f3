// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The pairs of the table in {@link Ring}, one test each: what a lookup without a lock may see while one writer is at work.
 * The last two have no validation, and show that these tests see what it prevents.
 */
public class ReadRaces {

    private ReadRaces() {}

    /** Publish: who sees the slot sees the entry. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the entry")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an entry before it was written")
    @State
    public static class Publish extends RingOfOne {
        @Actor
        public void writer() {
            add(OLD);
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Publish, of an id that has an entry: one of the two, and never none. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the old")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the new")
    @Outcome(expect = Expect.FORBIDDEN, desc = "none, or a mixture")
    @State
    public static class Replace extends RingOfOne {
        public Replace() {
            add(OLD);
        }

        @Actor
        public void writer() {
            replace(NEW);
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Overwrite: one of the two. None only if the writer does not run for as long as a reader waits. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the old")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the new")
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "waited in vain for the new")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a mixture")
    @State
    public static class Overwrite extends RingOfOne {
        public Overwrite() {
            add(OLD);
        }

        @Actor
        public void writer() {
            store(NEW);
            store(OLD);
            store(NEW);
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Overwrite, then reclaim: the version is read where by then another entry may have the same one. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "scrolled off")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the old")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the new")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a mixture")
    @State
    public static class OverwriteAndReclaim extends RingOfOne {
        public OverwriteAndReclaim() {
            add(OLD);
        }

        @Actor
        public void writer() {
            store(NEW);
            dropAndOverwrite();
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** A remove, which takes no lock, comes before or after a store that overwrites. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "removed after the store")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "stored after the remove")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old is still there, or a mixture")
    @State
    public static class RemoveWhileOverwritten extends RingOfOne {
        public RemoveWhileOverwritten() {
            add(OLD);
        }

        @Actor
        public void writer() {
            store(NEW);
        }

        @Actor
        public void remover() {
            subcache.discard(ID, hash, 0);
        }

        @Arbiter
        public void afterwards(I_Result result) {
            result.r1 = read();
        }
    }

    /** A reader that finds the old entry expired does not drop the new one. */
    @JCStressTest
    @Outcome(id = "true, 2", expect = Expect.ACCEPTABLE, desc = "stored")
    @Outcome(
            id = "false, 0",
            expect = Expect.ACCEPTABLE,
            desc = "refused: the reader stood still with the lock for 100 ms")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost")
    @State
    public static class ExpireWhileOverwritten extends RingOfOne {
        public ExpireWhileOverwritten() {
            addExpired(OLD);
        }

        @Actor
        public void writer(ZI_Result result) {
            result.r1 = store(NEW);
        }

        @Actor
        public void reader() {
            read();
        }

        @Arbiter
        public void afterwards(ZI_Result result) {
            result.r2 = read();
        }
    }

    /** Reclaim: who saw any other byte sees the new TAIL. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "scrolled off")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read in time")
    @Outcome(expect = Expect.FORBIDDEN, desc = "bytes of what was written over it")
    @State
    public static class Reclaim extends RingOfOne {
        public Reclaim() {
            add(OLD);
        }

        @Actor
        public void writer() {
            dropAndOverwrite();
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** Relocate: an entry that lives on is found, before, after and between. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a miss, or torn")
    @State
    public static class Relocate extends RingOfOne {
        public Relocate() {
            addUsed(OLD);
        }

        @Actor
        public void writer() {
            keep();
            keep();
            keep(); // over the place where it was first
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** A remove, which takes no lock, finds an entry that is being moved. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "removed")
    @Outcome(expect = Expect.FORBIDDEN, desc = "still there")
    @State
    public static class RemoveWhileRelocated extends RingOfOne {
        public RemoveWhileRelocated() {
            addUsed(OLD);
        }

        @Actor
        public void writer() {
            keep();
        }

        @Actor
        public void remover() {
            subcache.discard(ID, hash, 0);
        }

        @Arbiter
        public void afterwards(I_Result result) {
            result.r1 = read();
        }
    }

    /** The negative control: as {@link Reclaim}, by a reader that believes what it reads. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "in time, or found out by chance")
    @Outcome(
            id = {"2", "-1"},
            expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "what validation is for")
    @State
    public static class WithoutValidation extends RingOfOne {
        public WithoutValidation() {
            super(false);
            add(OLD);
        }

        @Actor
        public void writer() {
            dropAndOverwrite();
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }

    /** The negative control of versions: as {@link Overwrite}, by a reader that believes what it reads. */
    @JCStressTest
    @Outcome(
            id = {"0", "1", "2"},
            expect = Expect.ACCEPTABLE,
            desc = "in time, or found out by chance")
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "what versions are for")
    @State
    public static class WithoutVersions extends RingOfOne {
        public WithoutVersions() {
            super(false);
            add(OLD);
        }

        @Actor
        public void writer() {
            store(NEW);
            store(OLD);
            store(NEW);
        }

        @Actor
        public void reader(I_Result result) {
            result.r1 = read();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The lock word excludes, and hands over what was written under it: two members add to a word with plain loads and stores. */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(
        id = {"1, 1", "0, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "one gave up: the other did not run for 100 ms")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or one did not see what the other wrote")
@State
public class LockRace {

    private static final Membership ONE = Members.join();
    private static final Membership OTHER = Members.join();

    private final Memory memory = Pieces.of(SubcacheLayout.BUCKETS);
    private final LockWord one = new LockWord(memory, ONE);
    private final LockWord other = new LockWord(memory, OTHER);

    @Actor
    public void one() {
        addUnder(one);
    }

    @Actor
    public void other() {
        addUnder(other);
    }

    private void addUnder(LockWord lock) {
        if (lock.acquire().isOwned()) {
            memory.increment(SubcacheLayout.STORES);
            lock.release();
        } else {
            memory.add(SubcacheLayout.REPAIRS, 1);
        }
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = (int) memory.get(SubcacheLayout.STORES);
        result.r2 = (int) memory.get(SubcacheLayout.REPAIRS);
    }
}

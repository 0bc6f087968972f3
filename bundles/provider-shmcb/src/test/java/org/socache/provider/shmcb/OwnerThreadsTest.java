// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnerThreadsTest {

    private final OwnerThreads owners = new OwnerThreads();

    @Test
    void isDead_threadThatRuns_no() {
        owners.remember(Thread.currentThread());

        assertThat(owners.isDead(Thread.currentThread().getId())).isFalse();
    }

    @Test
    void isDead_threadThatEnded_yes() throws Exception {
        Thread ended = new Thread(() -> owners.remember(Thread.currentThread()));
        ended.start();
        ended.join();

        assertThat(owners.isDead(ended.getId())).isTrue();
    }

    @Test
    void isDead_threadThatIsNotRemembered_no() throws Exception {
        Thread ended = new Thread(() -> {});
        ended.start();
        ended.join();

        assertThat(owners.isDead(ended.getId())).isFalse();
    }

    @Test
    void remember_threadsWithTheSameLowBits_theLatestOnly() throws Exception {
        Thread first = new Thread(() -> owners.remember(Thread.currentThread()));
        first.start();
        first.join();
        Thread second = first;
        while (second == first || (second.getId() - first.getId()) % 64 != 0) {
            second = new Thread(() -> {});
        }
        owners.remember(second);

        assertThat(owners.isDead(first.getId())).isFalse();
        assertThat(owners.isDead(second.getId())).as("not started").isTrue();
    }
}

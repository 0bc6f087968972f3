// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Isolated("it needs the processors")
class CallersTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 2_000;

    private final Callers callers = new Callers();

    @Test
    void enter_open_isInsideUntilItLeaves() {
        assertThat(callers.enter()).isTrue();
        assertThat(callers.isEmpty()).isFalse();
        callers.leave();
        assertThat(callers.isEmpty()).isTrue();
    }

    @Test
    void enter_closed_isTurnedAwayAndNotCounted() {
        callers.close();
        assertThat(callers.enter()).isFalse();
        assertThat(callers.isEmpty()).isTrue();
    }

    @Test
    void close_whileOthersComeAndGo_emptyMeansThatNobodyIsInsideAnyMore() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AtomicInteger seenInside = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Callers door = new Callers();
            AtomicBoolean gone = new AtomicBoolean();
            AtomicInteger left = new AtomicInteger(THREADS);
            for (int thread = 0; thread < THREADS; thread++) {
                threads.execute(() -> {
                    while (door.enter()) {
                        if (gone.get()) {
                            seenInside.incrementAndGet();
                        }
                        door.leave();
                    }
                    left.decrementAndGet();
                });
            }
            door.close();
            while (!door.isEmpty()) {
                Thread.onSpinWait();
            }
            gone.set(true);
            await().pollInterval(Duration.ofMillis(1)).until(() -> left.get() == 0);
        }
        threads.shutdown();
        assertThat(seenInside).hasValue(0);
    }
}

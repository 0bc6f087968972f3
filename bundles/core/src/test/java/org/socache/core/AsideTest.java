// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(20)
class AsideTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void get_workIsDone_isWhatItBroughtForth() throws Exception {
        assertThat(Aside.get("test", LONG, () -> "done", late -> {})).isEqualTo("done");
    }

    @Test
    void get_workFails_isWhatItThrew() {
        assertThatThrownBy(() -> Aside.get(
                        "test",
                        LONG,
                        () -> {
                            throw new IOException("no such file");
                        },
                        late -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("no such file");
    }

    @Test
    void get_workHangs_isGivenUpAndWhatComesLateIsHandedOver() {
        AtomicReference<String> handedOver = new AtomicReference<>();
        assertThatThrownBy(() -> Aside.get(
                        "test",
                        SHORT,
                        () -> {
                            goOn.await();
                            return "late";
                        },
                        handedOver::set))
                .isInstanceOf(TimeoutException.class);

        goOn.countDown();

        await().untilAsserted(() -> assertThat(handedOver).hasValue("late"));
    }

    @Test
    void get_workEndsAsItIsGivenUp_whatItBroughtForthIsNotLost() throws Exception {
        int times = 2_000;
        AtomicInteger inTime = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        for (int n = 0; n < times; n++) {
            try {
                Aside.get("test", Duration.ofNanos(n * 100L), () -> "done", any -> late.incrementAndGet());
                inTime.incrementAndGet();
            } catch (TimeoutException givenUp) {
                assertThat(givenUp).isNotNull();
            }
        }

        await().untilAsserted(() -> assertThat(inTime.get() + late.get()).isEqualTo(times));
    }

    @Test
    void run_callerIsInterrupted_waitsAllTheSame() {
        AtomicBoolean done = new AtomicBoolean();
        Thread.currentThread().interrupt();

        boolean inTime = Aside.run("test", LONG, () -> done.set(true));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(inTime).isTrue();
        assertThat(done).isTrue();
    }

    @Test
    void run_workFails_throwsThat() {
        assertThatThrownBy(() -> Aside.run("test", LONG, () -> {
                    throw new InternalError("a page is gone");
                }))
                .isInstanceOf(InternalError.class);
    }
}

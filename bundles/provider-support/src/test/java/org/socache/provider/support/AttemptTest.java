// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(20)
class AttemptTest {

    private final CompletableFuture<String> discarded = new CompletableFuture<>();

    @Test
    void within_workEndsInTime_isItsResult() throws Exception {
        assertThat(Attempt.within(Duration.ofSeconds(10), () -> "made", discarded::complete))
                .isEqualTo("made");
        assertThat(discarded).isNotDone();
    }

    @Test
    void within_workFails_theCauseSaysHow() {
        assertThatThrownBy(() -> Attempt.within(
                        Duration.ofSeconds(10),
                        () -> {
                            throw new IllegalArgumentException("no such host");
                        },
                        tooLate -> {}))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no such host");
    }

    @Test
    void within_workHangs_isGivenUpAndWhatItMakesLaterIsDiscarded() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);

        assertThatThrownBy(() -> Attempt.within(
                        Duration.ofMillis(20),
                        () -> {
                            hang.await();
                            return "too late";
                        },
                        discarded::complete))
                .isInstanceOf(TimeoutException.class);
        hang.countDown();

        assertThat(discarded.get(10, TimeUnit.SECONDS)).isEqualTo("too late");
    }
}

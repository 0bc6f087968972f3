// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecoveryTest {

    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long every, TimeUnit unit) {
            meanwhile.get().run();
            return super.scheduleWithFixedDelay(task, delay, every, unit);
        }
    };

    @AfterEach
    void shutdown() {
        background.shutdownNow();
    }

    @Test
    void failed_isClosedAsProbingBegins_probesNoMore() {
        background.setRemoveOnCancelPolicy(true);
        Recovery recovery = recovery();
        meanwhile.set(recovery::close);

        recovery.failed(true, "away");

        assertThat(background.getQueue()).isEmpty();
    }

    @Test
    void close_whileProbing_probesNoMore() {
        background.setRemoveOnCancelPolicy(true);
        Recovery recovery = recovery();
        recovery.failed(true, "away");
        assertThat(background.getQueue()).hasSize(1);

        recovery.close();

        assertThat(background.getQueue()).isEmpty();
    }

    @Test
    void failed_noHeapToBeginProbing_theNextFailureDoes() {
        Recovery recovery = recovery();
        meanwhile.set(() -> {
            throw new OutOfMemoryError("Java heap space");
        });
        recovery.failed(true, "away");
        assertThat(recovery.reason()).as("nothing would ever end it").isEmpty();
        meanwhile.set(() -> {});

        recovery.failed(true, "away");

        assertThat(recovery.reason()).isEqualTo("away");
        assertThat(background.getQueue()).hasSize(1);
    }

    private Recovery recovery() {
        CacheEnvironment environment = new CacheEnvironment(
                new ProviderDirectory(),
                InstantSource.system(),
                Path.of(""),
                Path.of(""),
                () -> Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                background,
                background,
                (registration, chosen) -> {},
                new CacheOnMaps.Heard());
        return new Recovery(null, new Breaker(), () -> "away", environment, new Deaf());
    }

    private static final class Deaf implements Guard.Listener {
        @Override
        public void failed() {}

        @Override
        public void turned() {}
    }
}

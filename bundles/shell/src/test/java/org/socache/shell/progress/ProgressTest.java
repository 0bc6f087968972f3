// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.progress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ProgressTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(shown, true, UTF_8);

    @Test
    void longWork_isShownWithItsTime_andNothingAfterItsEnd() {
        AtomicLong nanos = new AtomicLong();
        Progress progress = new Progress(console, "clearing http", Duration.ofMillis(1), nanos::get);
        try (progress) {
            nanos.set(3_000_000_000L);
            await().until(() -> shown.toString(UTF_8).contains("clearing http, 3 s ...\n"));
        }
        int length = shown.size();

        await().during(Duration.ofMillis(50)).until(() -> shown.size() == length);
    }

    @Test
    void shortWork_showsNothing() {
        Progress.shown(console, "clearing http").close();

        assertThat(shown.size()).isZero();
    }
}

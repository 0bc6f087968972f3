// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.refusal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;

import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RefusableActionTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(new IllegalArgumentException("--size 0 is below 1"), "--size 0 is below 1"),
                arguments(new IllegalStateException("http is away"), "http is away"),
                arguments(new IOException("the disk is full"), "the disk is full"),
                arguments(new NoSuchFileException("etc/a.conf"), "there is no file etc/a.conf"),
                arguments(new NoSuchFileException("etc/a.conf", null, "is not there"), "there is no file etc/a.conf"),
                arguments(new AccessDeniedException("etc/a.conf"), "this node may not open etc/a.conf"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusal_isToldInASentence_forKarafToShowAndNotToLog(Exception refused, String told) {
        assertThatThrownBy(() -> acting(refused).execute())
                .isInstanceOf(CommandException.class)
                .hasMessage(told)
                .hasCause(refused);
    }

    @Test
    void fault_isKarafsToLog() {
        NullPointerException fault = new NullPointerException();

        assertThatThrownBy(() -> acting(fault).execute()).isSameAs(fault);
    }

    @Test
    void done_isNothingToShow() throws Exception {
        assertThat(acting(null).execute()).isNull();
    }

    /** What throws this, or nothing if it is null. */
    private static RefusableAction acting(Exception outcome) {
        return new RefusableAction() {
            @Override
            protected void run() throws Exception {
                if (outcome != null) {
                    throw outcome;
                }
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NoteTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.750Z");

    @Test
    void new_severalLines_areJoinedToOne() {
        assertThat(new Note("a\r\nb", NOON).text()).isEqualTo("a  b");
    }

    @Test
    void new_tooLong_isCut() {
        assertThat(new Note("x".repeat(5000), NOON).text()).hasSize(Note.MAX_LENGTH);
    }

    @Test
    void modified_hasWholeSeconds() {
        assertThat(new Note("", NOON).modified()).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void entityTag_otherPageOrOtherText_differs() {
        assertThat(new Note("a", NOON).entityTag(1))
                .isEqualTo(new Note("a", NOON).entityTag(1))
                .isNotEqualTo(new Note("a", NOON).entityTag(2))
                .isNotEqualTo(new Note("b", NOON).entityTag(1))
                .matches("\"[0-9a-f-]+\"");
    }
}

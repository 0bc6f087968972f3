// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.socache.console.Sessions.Session;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {

    private static final Account VERA = new Account("vera", Set.of("viewer"));

    private final TestClock clock = new TestClock();
    private final Sessions sessions = new Sessions(clock);

    @Test
    void find_begun_isThere() {
        Session session = sessions.begin(VERA);

        assertThat(sessions.find(session.id())).map(Session::account).contains(VERA);
    }

    @Test
    void find_unknownOrEnded_isEmpty() {
        Session session = sessions.begin(VERA);
        sessions.end(session.id());

        assertThat(sessions.find(session.id())).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }

    @Test
    void begin_twice_sharesNoSecret() {
        Session one = sessions.begin(VERA);
        Session two = sessions.begin(VERA);

        assertThat(Set.of(one.id(), one.token(), two.id(), two.token()))
                .hasSize(4)
                .allMatch(secret -> secret.matches("[0-9a-f]{64}"));
    }

    @Test
    void find_idleForTooLong_isOver() {
        Session session = sessions.begin(VERA);
        clock.advance(Sessions.IDLE.plusMillis(1));

        assertThat(sessions.find(session.id())).isEmpty();
    }

    @Test
    void find_usedAgainAndAgain_livesOnUntilItsLongestTime() {
        Session session = sessions.begin(VERA);
        for (Duration age = Duration.ZERO; age.compareTo(Sessions.LONGEST) < 0; age = age.plus(Sessions.IDLE)) {
            assertThat(sessions.find(session.id())).isPresent();
            clock.advance(Sessions.IDLE);
        }
        clock.advance(Duration.ofMillis(1));

        assertThat(sessions.find(session.id())).isEmpty();
    }

    @Test
    void begin_moreThanThereMayBe_dropsTheOneIdleLongest() {
        List<Session> begun = IntStream.range(0, Sessions.MOST)
                .mapToObj(number -> {
                    clock.advance(Duration.ofMillis(1));
                    return sessions.begin(VERA);
                })
                .toList();
        clock.advance(Duration.ofMillis(1));
        sessions.find(begun.get(0).id());

        sessions.begin(VERA);

        assertThat(sessions.find(begun.get(0).id())).isPresent();
        assertThat(sessions.find(begun.get(1).id())).isEmpty();
        assertThat(sessions.find(begun.get(2).id())).isPresent();
    }
}

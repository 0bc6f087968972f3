// SPDX-License-Identifier: Apache-2.0
package org.socache.login;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

class LoginThrottleTest {

    private static final String HERE = "127.0.0.1";

    private final TestClock clock = new TestClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void begin_tooManyFailures_isRefusedUntilTheWindowHasPassed() {
        fail(LoginThrottle.FAILURES, HERE);
        assertThat(throttle.begin(HERE)).isFalse();

        clock.advance(LoginThrottle.WINDOW);
        assertThat(throttle.begin(HERE)).isTrue();
    }

    @Test
    void begin_tooManyFailuresFromElsewhere_isAdmitted() {
        fail(LoginThrottle.FAILURES, "192.0.2.1");

        assertThat(throttle.begin(HERE)).isTrue();
    }

    /** A subscriber has 2^64 addresses of IPv6: taken one by one he would soon be everywhere, and lock out the others. */
    @Test
    void begin_addressesOfOneIpv6Network_countAsOne() {
        for (int failure = 0; failure < LoginThrottle.FAILURES; failure++) {
            fail(1, "[2001:db8:0:1::" + Integer.toHexString(failure + 1) + "]");
        }

        assertThat(throttle.begin("2001:db8:0:1:ffff::1%eth0")).isFalse();
        assertThat(throttle.begin("[2001:db8:0:2::1]")).isTrue();
        assertThat(throttle.begin("::ffff:192.0.2.1")).isTrue();
        throttle.succeeded("[2001:db8:0:1::99]");
        assertThat(throttle.begin("[2001:db8:0:1::98]")).isTrue();
    }

    @Test
    void begin_failuresFromEverywhere_isRefused() {
        for (int address = 0; address < LoginThrottle.FAILURES_IN_ALL; address++) {
            fail(1, "192.0.2." + address);
        }

        assertThat(throttle.begin(HERE)).isFalse();
    }

    @Test
    void begin_attemptsUnderWay_countBeforeTheyHaveFailed() {
        for (int attempt = 0; attempt < LoginThrottle.FAILURES; attempt++) {
            assertThat(throttle.begin(HERE)).isTrue();
        }

        assertThat(throttle.begin(HERE)).isFalse();
    }

    @Test
    void begin_successes_areNotCounted() {
        for (int attempt = 0; attempt < 10 * LoginThrottle.FAILURES; attempt++) {
            assertThat(throttle.begin(HERE)).isTrue();
            throttle.succeeded(HERE);
        }
    }

    @Test
    void begin_clockSetBack_doesNotLockForLonger() {
        fail(LoginThrottle.FAILURES, HERE);

        clock.advance(Duration.ofDays(-1));

        assertThat(throttle.begin(HERE)).isTrue();
    }

    private void fail(int times, String address) {
        for (int failure = 0; failure < times; failure++) {
            assertThat(throttle.begin(address)).isTrue();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;

/**
 * Makes guessing passwords slow: after {@link #FAILURES} wrong ones from one address, or {@link #FAILURES_IN_ALL} from
 * anywhere, within {@link #WINDOW}, the realm is not asked any more. An attempt counts while it is under way, so that many
 * at once do no better than one after the other. Who guesses from one address, or one network of IPv6, does not lock out the
 * others.
 */
public final class LoginThrottle {

    /** From one address. */
    public static final int FAILURES = 10;

    /** Bounds the memory too: there is one record per failure. */
    static final int FAILURES_IN_ALL = 200;

    /** How long a failure counts. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** Bytes of an IPv6 address that a subscriber cannot choose. */
    private static final int PREFIX = 8;

    private record Attempt(String network, long millis) {}

    private final InstantSource clock;
    private final Deque<Attempt> failures = new ArrayDeque<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts an attempt as failed until {@link #succeeded} takes it back; false if there were too many. */
    synchronized boolean begin(String address) {
        long now = clock.millis();
        // also those in the future: the clock may have been set back
        failures.removeIf(attempt -> now - attempt.millis() >= WINDOW.toMillis() || attempt.millis() > now);
        String network = network(address);
        if (failures.size() >= FAILURES_IN_ALL || of(network) >= FAILURES) {
            return false;
        }
        failures.addLast(new Attempt(network, now));
        return true;
    }

    private long of(String network) {
        return failures.stream()
                .filter(attempt -> attempt.network().equals(network))
                .count();
    }

    /** The first 64 bits of an IPv6 address, as containers write it, with brackets or without; any other one as it is. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // in brackets it is never looked up as a name
            byte[] bytes = InetAddress.getByName('[' + address.replaceAll("[\\[\\]]|%.*", "") + ']')
                    .getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(PREFIX, bytes.length));
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    synchronized void succeeded(String address) {
        String network = network(address);
        for (Iterator<Attempt> newest = failures.descendingIterator(); newest.hasNext(); ) {
            if (newest.next().network().equals(network)) {
                newest.remove();
                return;
            }
        }
    }
}

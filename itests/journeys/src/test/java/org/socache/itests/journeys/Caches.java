// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;

import org.socache.itests.harness.Jmx;

import static org.awaitility.Awaitility.await;

/** The cache of the HTTP consumer, as JMX shows it. */
final class Caches {

    static final String HTTP = "org.socache:type=Cache,name=http";
    static final String SHMCB = "shmcb:data/http.cache(67108864)";
    static final String DBM = "dbm:data/http.db";
    static final String CFG = "etc/org.socache.http.cfg";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Caches() {}

    static String specification(Jmx jmx) throws IOException, JMException {
        return jmx.attribute(HTTP, "Provider") + ":" + jmx.attribute(HTTP, "Argument");
    }

    static String state(Jmx jmx) throws IOException, JMException {
        return String.valueOf(jmx.attribute(HTTP, "State"));
    }

    /** Waits until the cache is on the specification and nothing is left to move. */
    static void awaitBound(Jmx jmx, String specification) {
        await("http on " + specification)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> List.of(specification(jmx), state(jmx)), List.of(specification, "BOUND")::equals);
    }

    static void awaitState(Jmx jmx, String state) {
        await("http " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> state(jmx), state::equals);
    }
}

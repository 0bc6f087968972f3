// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When to ask again. Everything is spread over a quarter of its time, so that nodes and certificates that started together
 * do not ask together for ever.
 */
final class RefreshPlan {

    /** Lets a responder that answers nonsense times live. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private static final double SPREAD = 0.25;

    private final Duration standardLife;
    private final Duration errorLife;
    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    RefreshPlan(Duration standardLife, Duration errorLife, DoubleSupplier random) {
        this.standardLife = standardLife;
        this.errorLife = errorLife;
        this.random = random;
    }

    /** How long a statement serves before a newer one is asked for: half of what it has left at most. */
    Duration afterStatement(Answer answer, Instant now) {
        Duration life = answer.status() == Answer.Status.UNKNOWN ? errorLife : standardLife;
        life = shorter(Duration.between(now, answer.end()).dividedBy(2), life);
        return spread(life.compareTo(SHORTEST) < 0 ? shorter(SHORTEST, standardLife) : life);
    }

    /** How long to leave a responder alone that failed so many times in a row: 5 s, 10 s ... SSLStaplingErrorCacheTimeout. */
    Duration afterFailure(int failures) {
        Duration doubled = SHORTEST.multipliedBy(1L << Math.min(failures - 1, 20));
        return spread(shorter(doubled, errorLife));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration spread(Duration life) {
        double part = 1 - SPREAD * random.getAsDouble();
        return Duration.ofMillis((long) (life.toMillis() * part));
    }
}

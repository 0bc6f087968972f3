// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

import org.socache.provider.support.Directives;
import org.socache.provider.support.Secret;
import org.socache.provider.support.Tls;

/**
 * The configuration {@code org.socache.provider.redis}, read and checked. Compared by identity: new values are a new object.
 */
final class RedisSettings {

    static final String PID = "org.socache.provider.redis";

    private static final Duration HOUR = Duration.ofHours(1);

    private final Duration idleTime;
    private final Duration timeout;
    private final int connections;
    private final Login login;
    private final Login sentinelLogin;
    private final Optional<SSLContext> tls;

    /** @throws IllegalArgumentException naming key, value and what is allowed */
    RedisSettings(Map<String, ?> properties) {
        Directives directives = new Directives(PID, properties);
        idleTime = directives.time("RedisConnPoolTTL", Duration.ofSeconds(15), Duration.ZERO, HOUR);
        timeout = directives.time("RedisTimeout", Duration.ofMillis(250), Duration.ofMillis(1), HOUR);
        connections = directives.number("RedisMaxConnections", 64, 1, 10_000);
        login = new Login(directives.text("RedisUser"), Secret.of(directives, "Redis"));
        sentinelLogin = new Login(directives.text("RedisSentinelUser"), Secret.of(directives, "RedisSentinel"));
        tls = Tls.context(directives, "Redis");
    }

    /** How long an idle connection is kept; zero is for ever. */
    Duration idleTime() {
        return idleTime;
    }

    /** For a connection to be made, for a free one to be had, and for every answer. */
    Duration timeout() {
        return timeout;
    }

    /** At most, to each server. */
    int connections() {
        return connections;
    }

    Login login() {
        return login;
    }

    Login sentinelLogin() {
        return sentinelLogin;
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    /** Who we are to a server. */
    record Login(Optional<String> user, Optional<Secret> password) {}
}

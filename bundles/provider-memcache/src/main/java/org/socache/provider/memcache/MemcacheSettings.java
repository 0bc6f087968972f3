// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

import org.socache.provider.support.Directives;
import org.socache.provider.support.Secret;
import org.socache.provider.support.Tls;

/**
 * The configuration {@code org.socache.provider.memcache}, read and checked. Compared by identity: new values are a new
 * object.
 */
final class MemcacheSettings {

    static final String PID = "org.socache.provider.memcache";

    private static final Duration HOUR = Duration.ofHours(1);

    private final Duration timeout;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final Optional<SSLContext> tls;

    /** @throws IllegalArgumentException naming key, value and what is allowed */
    MemcacheSettings(Map<String, ?> properties) {
        Directives directives = new Directives(PID, properties);
        // read to be checked: httpd's lines can be carried over, but there is no pool whose connections could idle
        directives.time("MemcacheConnTTL", Duration.ofSeconds(15), Duration.ZERO, HOUR);
        timeout = directives.time("MemcacheTimeout", Duration.ofMillis(250), Duration.ofMillis(1), HOUR);
        user = directives.text("MemcacheUser");
        password = Secret.of(directives, "Memcache");
        tls = Tls.context(directives, "Memcache");
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException(
                    PID + ": MemcacheUser and a password go together; one of them is missing");
        }
    }

    /** For a connection to be made, and for every answer. */
    Duration timeout() {
        return timeout;
    }

    /** SASL user. */
    Optional<String> user() {
        return user;
    }

    /** Present if the user is. */
    Optional<Secret> password() {
        return password;
    }

    Optional<SSLContext> tls() {
        return tls;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

import java.util.Objects;

/**
 * How a consumer introduces its cache.
 *
 * @param consumer the name on the wire, httpd's: {@code cache-socache}, {@code authn-socache}, {@code mod_ssl-sess},
 *     {@code mod_ssl-staple}; 1 to 16 characters of {@code [a-z0-9_-]}
 * @param name the short name in JMX and shell: {@code http}, {@code authn}, {@code ssl-session}, {@code ssl-stapling}
 * @param pid the configuration that holds the specification, so that a switch by JMX or shell can be kept there
 * @param directive the key in that configuration, for instance {@code CacheSocache}
 */
public record CacheRegistration(String consumer, String name, String pid, String directive) {

    public CacheRegistration {
        if (!consumer.matches("[a-z0-9_-]{1,16}")) {
            throw new IllegalArgumentException(
                    "consumer name \"" + consumer + "\" is not 1 to 16 characters of a-z, 0-9, _ and -");
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(pid, "pid");
        Objects.requireNonNull(directive, "directive");
    }
}

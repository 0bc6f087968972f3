// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.util.Locale;
import java.util.stream.Stream;

/** The keys of {@code org.socache.authn.cfg}: mod_authn_socache's directives, and what it lacks. */
enum Directive {
    SOCACHE("AuthnCacheSOCache", "shmcb"),
    ENABLE("AuthnCacheEnable", ""),
    PROVIDE_FOR("AuthnCacheProvideFor", ""),
    TIMEOUT("AuthnCacheTimeout", "300"),
    CONTEXT("AuthnCacheContext", "directory"),
    KEY_FILE("AuthnCacheKeyFile", ""),
    SLOW_HASH("AuthnCacheSlowHash", "0"),
    WRONG_PASSWORD_LIMIT("AuthnCacheWrongPasswordLimit", "10"),
    SERVE_WHILE_DOWN("AuthnCacheServeWhileDown", "on"),
    HTTPD_RECORDS("AuthnCacheHttpdRecords", "off");

    private final String key;
    private final String defaultText;

    Directive(String key, String defaultText) {
        this.key = key;
        this.defaultText = defaultText;
    }

    /** As httpd spells it. */
    String key() {
        return key;
    }

    /** What the file would have to say to get the default. */
    String defaultText() {
        return defaultText;
    }

    /** The directive of a key in any case, or null. */
    static Directive named(String key) {
        return Stream.of(values())
                .filter(directive -> directive.key.toLowerCase(Locale.ROOT).equals(key.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one {@code etc/org.socache.http.proxy-NAME.cfg} says. Every wrong value is an {@link IllegalArgumentException} that names it. */
final class ProxyDirectives {

    private static final String PASS = "ProxyPass";
    private static final String TIMEOUT = "ProxyTimeout";
    private static final String PRESERVE_HOST = "ProxyPreserveHost";
    private static final String VIA = "ProxyVia";
    private static final String ADD_HEADERS = "ProxyAddHeaders";
    private static final List<String> ALL = List.of(PASS, TIMEOUT, PRESERVE_HOST, VIA, ADD_HEADERS);
    private static final int LONGEST_SECONDS = 3_600;

    /** httpd does not look at the case of a directive. */
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param properties those with a dot in their names are the framework's; without a value it is as if they were not there */
    ProxyDirectives(Map<String, ?> properties) {
        properties.forEach((key, value) -> {
            String text = String.valueOf(value).trim();
            if (key.indexOf('.') < 0 && !text.isEmpty()) {
                values.put(key, text);
            }
        });
        for (Map.Entry<String, String> given : values.entrySet()) {
            if (ALL.stream().noneMatch(given.getKey()::equalsIgnoreCase)) {
                throw new IllegalArgumentException(given.getKey() + " = " + given.getValue()
                        + " is none of the directives of this file: " + String.join(", ", ALL));
            }
        }
    }

    ProxyPass pass() {
        String pass = values.get(PASS);
        if (pass == null) {
            throw new IllegalArgumentException("ProxyPass is missing; write ProxyPass = /path http://host[:port]/path");
        }
        try {
            return ProxyPass.parse(pass, InstantSource.system());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("ProxyPass = " + wrong.getMessage(), wrong);
        }
    }

    ProxySettings settings() {
        ProxySettings defaults = ProxySettings.DEFAULTS;
        long timeout = timeoutMillis(defaults.timeoutMillis());
        return new ProxySettings(
                timeout,
                // well before that: who cannot be reached is not one that is busy
                Math.min(defaults.connectTimeoutMillis(), timeout / 2),
                defaults.connections(),
                defaults.threads(),
                flag(PRESERVE_HOST, defaults.preserveHost()),
                flag(VIA, defaults.via()),
                flag(ADD_HEADERS, defaults.addHeaders()));
    }

    private long timeoutMillis(long standard) {
        String text = values.get(TIMEOUT);
        if (text == null) {
            return standard;
        }
        int seconds = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    TIMEOUT + " = \"" + text + "\" is not a whole number of seconds from 1 to " + LONGEST_SECONDS);
        }
        return seconds * 1_000L;
    }

    private boolean flag(String key, boolean standard) {
        String text = values.get(key);
        if (text == null) {
            return standard;
        }
        if (text.equalsIgnoreCase("On")) {
            return true;
        }
        if (text.equalsIgnoreCase("Off")) {
            return false;
        }
        throw new IllegalArgumentException(key + " = \"" + text + "\" is neither On nor Off");
    }
}

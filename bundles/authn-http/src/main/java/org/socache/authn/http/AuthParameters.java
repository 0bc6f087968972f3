// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The auth-param list of an Authorization header (RFC 9110 section 11.2): names without case, values plain or quoted, empty
 * elements ignored.
 */
final class AuthParameters {

    /** The possessive loop needs no stack: a long header must not end a thread. */
    private static final Pattern PARAMETER = Pattern.compile("\\G[\\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=\\s*"
            + "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]+))\\s*(?:,[\\s,]*|$)");

    private AuthParameters() {}

    /** The parameters; null if the list is malformed or has a name twice. */
    static Map<String, String> parse(String text) {
        Map<String, String> parameters = new TreeMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String value = matcher.group(2) == null
                    ? matcher.group(3)
                    : matcher.group(2).replaceAll("\\\\(.)", "$1");
            if (parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value) != null) {
                return null;
            }
            end = matcher.end();
        }
        return end == text.length() && !parameters.isEmpty() ? parameters : null;
    }
}

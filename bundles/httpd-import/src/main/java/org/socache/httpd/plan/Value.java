// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.regex.Pattern;

/**
 * What a directive's value has to be here. httpd reads numbers leniently and takes garbage for 0; the files of this project
 * are strict, and refuse a whole change for one wrong value, so a wrong one must not get into them.
 */
interface Value {

    Value FLAG = matching("(?i)on|off", "on or off");
    Value FACTOR = matching("\\d{1,9}(\\.\\d{1,9})?", "a number such as 0.1");
    Value NAMES = matching("[!#$%&'*+.^_`|~\\w -]+", "names with blanks between, or None");
    Value URL = matching(
            "(/|\\w[\\w+.-]*://)[^\\s,]*",
            "a path such as /docs or a URL such as http://host/docs, without blanks and commas");
    Value BASE_URL =
            matching("(\\w[\\w+.-]*://)?[^/\\s:]*(:\\d{1,5})?(/\\S*)?", "a URL such as http://www.example.com:80/");
    Value HTTP_URL = matching("(?i)http://[\\w.\\[\\]:-]+(/[\\w./?&=%~+:@!$'()*;-]*)?", "an http:// URL with a host");
    Value TEXT = matching(".+", "there");

    /** Null if the value is right; else what would be. */
    String problem(String value);

    static Value number(long minimum, long maximum) {
        String allowed = "a whole number from " + minimum + " to " + maximum;
        return value -> {
            boolean right = value.matches("-?\\d{1,18}")
                    && Long.parseLong(value) >= minimum
                    && Long.parseLong(value) <= maximum;
            return right ? null : allowed;
        };
    }

    static Value seconds(long minimum) {
        return number(minimum, Integer.MAX_VALUE);
    }

    /** httpd's {@code num[units]}. */
    static Value time() {
        return matching("(?i)[1-9]\\d{0,9}(ms|s|mi|min|h)?", "a time of at least 1ms, such as 15s or 250ms");
    }

    private static Value matching(String expression, String allowed) {
        Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
        return value -> pattern.matcher(value).matches() ? null : allowed;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.http.engine.record.CacheKey;

/**
 * A text in which {@code *} stands for any characters, also for none. Each literal is looked for once, from where the one before
 * it ended: as a regular expression some stars would try all their ways to share a long URL out.
 */
final class Glob {

    /** As far as no star hides where the path begins, which tells capital letters. */
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/*]*");

    private final String[] literals;

    /**
     * For {@link CacheKey#url()}: an origin is written there in small letters, and without its scheme's own port.
     *
     * @throws IllegalArgumentException if no URL matches because none has such characters
     */
    static Glob ofUrls(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("\"" + text
                    + "\" has characters that no URL has; write them as the page's URL does, for instance %C3%BC");
        }
        Matcher matcher = ORIGIN.matcher(text);
        if (!matcher.lookingAt()) {
            return new Glob(text);
        }
        String origin = matcher.group().toLowerCase(Locale.ROOT);
        String rest = text.substring(matcher.end());
        return new Glob((rest.startsWith("/") ? new CacheKey(origin).url() : origin) + rest);
    }

    Glob(String text) {
        literals = text.split("\\*", -1);
    }

    /** Whether it is all of the text. */
    boolean matches(String text) {
        int last = literals.length - 1;
        if (last == 0) {
            return text.equals(literals[0]);
        }
        int end = text.length() - literals[last].length();
        int at = literals[0].length();
        for (int i = 1; i < last && at >= 0; i++) {
            int found = text.indexOf(literals[i], at);
            at = found < 0 ? -1 : found + literals[i].length();
        }
        return at >= 0 && at <= end && text.startsWith(literals[0]) && text.endsWith(literals[last]);
    }
}

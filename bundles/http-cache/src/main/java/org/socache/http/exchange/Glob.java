// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

/**
 * A text in which {@code *} stands for any characters, also for none. Each literal is looked for once, from where the one before
 * it ended: as a regular expression some stars would try all their ways to share a long URL out.
 */
final class Glob {

    private final String[] literals;

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

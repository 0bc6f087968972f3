// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One spelling for all those that some directory takes for the same name, so that who is forgotten stays forgotten however he
 * writes himself: LDAP ignores case, width, spaces and invisible characters (RFC 4518), databases accents too. Only good for
 * forgetting, where one too many costs a question to the back end; entries are for names to the letter.
 */
final class Spelling {

    private static final Pattern IGNORED = Pattern.compile("[\\p{M}\\p{C}\\p{Z}]+");

    private Spelling() {}

    static String folded(String name) {
        if (name.chars().allMatch(each -> each > ' ' && each <= '~')) {
            return name.toLowerCase(Locale.ROOT);
        }
        String plain = IGNORED.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("");
        // there and back, for letters that only one of the two ways makes equal
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}

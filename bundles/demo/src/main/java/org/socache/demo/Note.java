// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a visitor wrote under a page, and when; the only part of a page that ever changes.
 *
 * @param modified in whole seconds, as HTTP dates are
 */
record Note(String text, Instant modified) {

    /** Longer notes are cut: a demo keeps no more than a line a page. */
    static final int MAX_LENGTH = 200;

    Note {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        text = line.substring(0, Math.min(line.length(), MAX_LENGTH));
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A strong validator: the same page with the same note is the same sequence of bytes. */
    String entityTag(int page) {
        return "\"" + page + "-" + Integer.toHexString(text.hashCode()) + "-"
                + Long.toHexString(modified.getEpochSecond()) + "\"";
    }
}

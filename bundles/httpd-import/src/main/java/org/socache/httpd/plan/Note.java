// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import org.socache.httpd.config.Place;

/**
 * What became of one line.
 *
 * @param kind taken, taken with a difference, or not
 * @param place of the line
 * @param line what httpd's configuration says
 * @param text what becomes of it, or why nothing does
 */
public record Note(Kind kind, Place place, String line, String text) {

    /** The three things that can become of a line. */
    public enum Kind {
        /** Means here what it means in httpd. */
        TAKEN("Taken over"),
        /** Taken over, with a difference that an administrator should know. */
        DIFFERS("Taken over, with a difference"),
        /** Not taken over. */
        UNSUPPORTED("Not taken over");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** A heading for lines of this kind. */
        public String title() {
            return title;
        }
    }
}

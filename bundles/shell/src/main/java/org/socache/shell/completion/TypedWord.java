// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.completion;

/** A word as it has to be typed, with backslashes before what would mean something to Karaf's shell. */
public final class TypedWord {

    private TypedWord() {}

    /** For a URL: a bare {@code &} would end it, and send the command into the background. */
    public static String of(String url) {
        return url.replaceAll("[^\\w:/.?=%+,@-]", "\\\\$0");
    }
}

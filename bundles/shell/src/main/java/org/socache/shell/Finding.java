// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

/**
 * One thing {@code socache:doctor} has looked at.
 *
 * @param verdict how it stands
 * @param subject what was looked at, for instance {@code cache http}
 * @param text what was found, with its values
 * @param advice what to do about it; empty when nothing is to be done
 */
record Finding(Verdict verdict, String subject, String text, String advice) {

    /** How bad it is. */
    enum Verdict {
        /** As it should be. */
        OK,
        /** The site works, but worse or less safely than it could. */
        WARN,
        /** Something does not work. */
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Verdict.OK, subject, text, "");
    }

    static Finding warn(String subject, String text, String advice) {
        return new Finding(Verdict.WARN, subject, text, advice);
    }

    static Finding fail(String subject, String text, String advice) {
        return new Finding(Verdict.FAIL, subject, text, advice);
    }
}

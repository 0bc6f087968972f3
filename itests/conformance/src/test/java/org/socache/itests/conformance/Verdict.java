// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

/**
 * What one test of the suite found.
 *
 * @param kind {@code required}, {@code optimal} for what a good cache does, or {@code check} for what is neither right nor wrong
 * @param finding {@code pass}, or what went wrong
 */
record Verdict(String kind, String id, String finding) {

    /** A line of {@code run.mjs}. */
    static Verdict parse(String line) {
        String[] parts = line.split("\t", 3);
        return new Verdict(parts[0], parts[1], parts[2]);
    }

    boolean isPass() {
        return finding.equals("pass");
    }

    boolean isOf(String other) {
        return kind.equals(other);
    }

    @Override
    public String toString() {
        return id + " (" + kind + "): " + finding;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.util.Objects;

/**
 * What a back end, or the cache in its place, says about a credential.
 *
 * @param answer the decision
 * @param attachment what goes with a granted one (principals, a digest secret), opaque to the cache; empty otherwise
 * @param cacheable false keeps a granted one out of the cache, because it has parts that cannot be stored
 */
public record Verdict(Answer answer, byte[] attachment, boolean cacheable) {

    private static final byte[] NOTHING = {};

    /** The password is wrong. */
    public static final Verdict DENIED = new Verdict(Answer.DENIED, NOTHING, false);

    /** The back end does not know the user; another one may be asked. */
    public static final Verdict UNKNOWN_USER = new Verdict(Answer.UNKNOWN_USER, NOTHING, false);

    public Verdict {
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(attachment, "attachment");
    }

    /** The credential is right, and may be remembered with the attachment. */
    public static Verdict granted(byte[] attachment) {
        return new Verdict(Answer.GRANTED, attachment, true);
    }

    /** The credential is right, for this once. */
    public static Verdict grantedOnce() {
        return new Verdict(Answer.GRANTED, NOTHING, false);
    }

    public boolean granted() {
        return answer == Answer.GRANTED;
    }

    /** The three answers httpd's authentication providers know, besides failing. */
    public enum Answer {
        GRANTED,
        DENIED,
        UNKNOWN_USER
    }
}

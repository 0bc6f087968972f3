// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * What became of a store: done, or refused for a reason a program can act on and an operator can count.
 *
 * @param stored true if the entry is in the cache now
 * @param replaced true if it took the place of an entry with the same id, where the provider can tell
 * @param refusal why it was refused, null when stored
 * @param limit the bound that was passed, in the unit of the refusal; -1 where there is none
 */
public record StoreResult(boolean stored, boolean replaced, Refusal refusal, long limit) {

    /** The entry is new. */
    public static final StoreResult STORED = new StoreResult(true, false, null, -1);

    /** The entry took the place of an older one. */
    public static final StoreResult REPLACED = new StoreResult(true, true, null, -1);

    /** A refusal without a bound. */
    public static StoreResult refused(Refusal refusal) {
        return new StoreResult(false, false, refusal, -1);
    }

    /** A refusal because {@code limit} was passed. */
    public static StoreResult refused(Refusal refusal, long limit) {
        return new StoreResult(false, false, refusal, limit);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import org.socache.api.CacheSpecification;
import org.socache.api.Hints;

/**
 * Where a cache is, or waits to be.
 *
 * @param specification names it
 * @param hints what an instance is opened with there
 * @param unsettled ids whose entries there are out of date
 * @param neglected whether it was not kept up to date at all: entries of an earlier stay may have been replaced elsewhere
 */
record Place(CacheSpecification specification, Hints hints, Unsettled unsettled, boolean neglected) {

    /** One of which nothing is known to be out of date. */
    static Place of(CacheSpecification specification, Hints hints) {
        return new Place(specification, hints, new Unsettled(), false);
    }

    /** Where a cache that is bound nowhere waits from now on: here with other hints, or somewhere else. */
    Place or(CacheSpecification wanted, Hints wantedHints) {
        return is(wanted)
                ? new Place(specification, wantedHints, unsettled, neglected)
                : new Place(wanted, wantedHints, new Unsettled(), true);
    }

    /** The same, emptied or otherwise seen to. */
    Place upToDate() {
        return new Place(specification, hints, unsettled, false);
    }

    boolean is(CacheSpecification wanted) {
        return specification.equals(wanted);
    }

    boolean is(CacheSpecification wanted, Hints wantedHints) {
        return is(wanted) && hints.equals(wantedHints);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.util.concurrent.Callable;

/** Small helps for what Java makes long. */
final class Journeys {

    private Journeys() {}

    /** Calls, and makes any exception an unchecked one. */
    static <T> T calling(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }
}

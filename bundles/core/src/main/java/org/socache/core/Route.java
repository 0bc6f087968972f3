// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

/**
 * Where the calls of a cache go at this moment.
 *
 * @param current the binding that answers; null while there is none
 * @param migration entries still to be moved over to it; null when all are
 * @param reason why there is no binding; empty when there is one
 */
record Route(Binding current, Migration migration, String reason) {

    static Route to(Binding binding) {
        return new Route(binding, null, "");
    }

    static Route nowhere(String reason) {
        return new Route(null, null, reason);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import org.socache.http.engine.message.Fields;

/**
 * What a response comes to under the policy in force.
 *
 * @param storable the fields that would be stored
 * @param freshness for how long, and for whom
 * @param refusal the first reason against storing it, or null
 */
record Judged(Fields storable, Freshness freshness, Reason refusal) {

    boolean isStorable() {
        return refusal == null;
    }

    Judged withStorable(Fields others) {
        return new Judged(others, freshness, refusal);
    }
}

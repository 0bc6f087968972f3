// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import org.socache.httpd.config.Directive;

/** What the directives of one consumer become. */
interface Rules {

    /** Whether this directive, where it stands, is one of them. */
    boolean know(Directive directive);

    /** Takes one of them over, or says why not. */
    void apply(Directive directive, Surroundings around, Draft draft);

    /** Called when every directive was seen. */
    default void finish(Draft draft) {}
}

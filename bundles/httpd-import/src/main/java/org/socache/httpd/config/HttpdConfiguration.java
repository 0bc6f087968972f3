// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What a configuration says, with every include and condition resolved.
 *
 * @param serverRoot where relative paths start
 * @param directives in the order httpd would see them
 * @param passedOver directives below a condition that does not hold, with that condition
 * @param problems what could not be read
 */
public record HttpdConfiguration(
        Path serverRoot, List<Directive> directives, List<PassedOver> passedOver, List<Problem> problems) {

    public HttpdConfiguration {
        directives = List.copyOf(directives);
        passedOver = List.copyOf(passedOver);
        problems = List.copyOf(problems);
    }

    /**
     * A directive that httpd would not see.
     *
     * @param directive the directive
     * @param condition the section whose condition does not hold
     */
    public record PassedOver(Directive directive, Section condition) {}
}

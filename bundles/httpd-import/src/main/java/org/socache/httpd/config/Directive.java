// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.util.List;

/**
 * One directive, with its variables filled in.
 *
 * @param name as written
 * @param arguments the words behind it, without their quotes
 * @param place of its line
 * @param within the sections around it, the outermost first; conditions such as {@code <IfModule>} are not among them
 */
public record Directive(String name, List<String> arguments, Place place, List<Section> within) {

    public Directive {
        arguments = List.copyOf(arguments);
        within = List.copyOf(within);
    }

    /** Whether it is this one, in any case. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The word at this index, counted from 0; empty if there is none. */
    public String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /** All words with single blanks between. */
    public String value() {
        return String.join(" ", arguments);
    }

    @Override
    public String toString() {
        return (name + " " + value()).trim();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.util.List;
import java.util.Locale;

/**
 * A section that directives stand in, such as {@code <Location /docs>}. Two sections with the same head are two sections: the
 * number tells them apart.
 *
 * @param name as written
 * @param arguments the words behind the name
 * @param place of the opening line
 * @param number counted over all sections: each use of a macro opens those of its lines anew
 */
public record Section(String name, List<String> arguments, Place place, int number) {

    public Section {
        arguments = List.copyOf(arguments);
    }

    /** Whether it is of this kind, in any case. */
    public boolean is(String kind) {
        return name.equalsIgnoreCase(kind);
    }

    /** Whether it names what it is about by a regular expression: {@code LocationMatch}, {@code <Location ~ ...>}. */
    public boolean isPattern() {
        return name.toLowerCase(Locale.ROOT).endsWith("match")
                || !arguments.isEmpty() && arguments.get(0).equals("~");
    }

    /** The first word behind the name; empty if there is none. */
    public String argument() {
        return arguments.isEmpty() ? "" : arguments.get(0);
    }

    @Override
    public String toString() {
        return "<" + (name + " " + String.join(" ", arguments)).trim() + ">";
    }
}

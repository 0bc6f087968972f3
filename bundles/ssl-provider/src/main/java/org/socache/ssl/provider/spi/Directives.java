// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.spi;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The directives of one configuration, by httpd's names in any case. Every complaint has the file, the key, the value and
 * what is allowed; httpd takes garbage for zero here.
 */
public final class Directives {

    private final String pid;
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param configuration as the Configuration Admin gives it; its own keys, which have a dot, are passed over
     * @param known the names allowed
     * @throws IllegalArgumentException if there is another name
     */
    public Directives(String pid, Map<String, ?> configuration, Set<String> known) {
        this.pid = pid;
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.forEach(name -> names.put(name, name));
        configuration.forEach((key, value) -> {
            if (names.containsKey(key)) {
                values.put(key, String.valueOf(value).trim());
            } else if (key.indexOf('.') < 0) {
                throw new IllegalArgumentException(
                        pid + ".cfg: there is no " + key + "; the directives are " + names.keySet());
            }
        });
    }

    /** The value as written, or what holds without one. */
    public String text(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** A whole number within bounds, both included. */
    public int number(String name, int least, int most, int otherwise) {
        String value = text(name, null);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a whole number from " + least + " to " + most);
        }
        throw wrong(name, value, "from " + least + " to " + most);
    }

    /** {@code on} or {@code off}, as httpd writes flags. */
    public boolean flag(String name, boolean otherwise) {
        String value = text(name, otherwise ? "on" : "off");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw wrong(name, value, "on or off");
        };
    }

    /** The exception for a value that cannot be. */
    public IllegalArgumentException wrong(String name, String value, String allowed) {
        return new IllegalArgumentException(pid + ".cfg: " + name + " = " + value + " is not " + allowed);
    }
}

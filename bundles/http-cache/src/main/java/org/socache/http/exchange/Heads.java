// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import org.socache.http.engine.message.Fields;

/** Differences between field lines, for adapters that must apply them to a container's own message. */
public final class Heads {

    /** The fields of a request that a cache may write itself where it asks on its own behalf. */
    public static final List<String> CACHE_REQUEST_FIELDS = List.of(
            "If-None-Match",
            "If-Modified-Since",
            "If-Match",
            "If-Unmodified-Since",
            "If-Range",
            "Range",
            "Cache-Control");

    private Heads() {}

    /**
     * Calls back for each field name whose values are not the same in both, with the values it is to have.
     *
     * @param action gets the name and its values in order; no values where the field is to go
     */
    public static void differences(Fields is, Fields wanted, BiConsumer<String, List<String>> action) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        is.forEach((name, value) -> names.add(name));
        wanted.forEach((name, value) -> names.add(name));
        for (String name : names) {
            List<String> values = wanted.all(name);
            if (!values.equals(is.all(name))) {
                action.accept(name, values);
            }
        }
    }

    /** Lines from a container that gives names and values as enumerations. */
    public static Fields of(
            Enumeration<String> names, java.util.function.Function<String, Enumeration<String>> values) {
        Fields.Builder builder = Fields.builder();
        for (String name : Collections.list(names)) {
            for (String value : Collections.list(values.apply(name))) {
                builder.add(name, value);
            }
        }
        return builder.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys and values for one file of {@code etc/}. */
public final class PlannedFile {

    private final String name;
    private final Map<String, String> values = new LinkedHashMap<>();

    PlannedFile(String name) {
        this.name = name;
    }

    /** The file's name in {@code etc/}. */
    public String name() {
        return name;
    }

    /** Keys with their values, in the order they were found. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    String get(String key) {
        return values.get(key);
    }

    /** A blank before the value would be lost in the file. */
    void put(String key, String value) {
        values.put(key, value.stripLeading());
    }

    /** One more line for a key that may have several, with a comma between as the reader of the file wants it. */
    void append(String key, String value, String separator) {
        values.merge(key, value, (before, added) -> before + separator + added);
    }
}

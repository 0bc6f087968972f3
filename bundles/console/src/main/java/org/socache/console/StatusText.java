// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheMetric.Numbers;
import org.socache.api.admin.ManagedCache;

/**
 * The caches in the two forms of httpd's mod_status: {@code Key: value} lines for machines, with httpd's keys, and a plain
 * table for people. A machine's section begins with the line httpd begins it with, where httpd has one.
 */
final class StatusText {

    private static final Map<String, String> SECTIONS =
            Map.of("cache-socache", "ModCacheSocacheStatus", "mod_ssl-sess", "TLSSessionCacheStatus");

    private StatusText() {}

    static String forMachines(List<ManagedCache> caches) {
        StringBuilder text = new StringBuilder();
        for (ManagedCache cache : caches) {
            text.append(SECTIONS.getOrDefault(cache.consumer(), "SocacheStatus-" + cache.name()))
                    .append('\n');
            fields(cache)
                    .forEach((key, value) ->
                            text.append(key).append(": ").append(value).append('\n'));
        }
        return text.toString();
    }

    static String forPeople(List<ManagedCache> caches) {
        StringBuilder text = new StringBuilder();
        for (ManagedCache cache : caches) {
            text.append(cache.name())
                    .append(" on ")
                    .append(cache.specification())
                    .append(": ")
                    .append(cache.state());
            text.append(cache.reason().isEmpty() ? "\n" : ", " + cache.reason() + "\n");
            Numbers numbers = Numbers.of(cache);
            for (CacheMetric metric : CacheMetric.values()) {
                long value = metric.value(numbers);
                text.append(String.format(Locale.ROOT, "  %14s  %s%n", value < 0 ? "-" : value, metric.sentence()));
            }
            text.append('\n');
        }
        return text.isEmpty() ? "No consumer has opened a cache.\n" : text.toString();
    }

    private static Map<String, Object> fields(ManagedCache cache) {
        Numbers numbers = Numbers.of(cache);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("CacheType", cache.specification().provider().toUpperCase(Locale.ROOT));
        fields.put("CacheState", cache.state());
        for (CacheMetric metric : CacheMetric.values()) {
            long value = metric.value(numbers);
            if (value >= 0) {
                fields.put(metric.statusKey(), value);
            }
        }
        new TreeMap<>(numbers.status().details()).forEach(fields::putIfAbsent);
        return fields;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The servers behind the reverse proxy, from their MBeans. */
final class Origins {

    private static final String PATTERN = "org.socache:type=HttpOrigin,*";

    private static final Comparator<Map<String, Object>> SLOWEST_FIRST =
            Comparator.<Map<String, Object>>comparingDouble(origin -> ((Number) origin.get("p99")).doubleValue())
                    .reversed();

    private Origins() {}

    /**
     * For the dashboard, the slowest first: path, url, whether down, answers and failures in all, and of the last minutes the
     * milliseconds until an answer began, at the 50th and 99th percentile and at most (-1 without any).
     */
    static List<Map<String, Object>> read(MBeanServer server) {
        return MBeans.read(server, PATTERN, name -> origin(server, name)).stream()
                .sorted(SLOWEST_FIRST)
                .toList();
    }

    private static Map<String, Object> origin(MBeanServer server, ObjectName name) throws JMException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", server.getAttribute(name, "Path"));
        fields.put("url", server.getAttribute(name, "Url"));
        fields.put("down", server.getAttribute(name, "Down"));
        fields.put("answers", server.getAttribute(name, "Answers"));
        fields.put("failures", server.getAttribute(name, "Failures"));
        fields.put("p50", server.getAttribute(name, "RecentP50Millis"));
        fields.put("p99", server.getAttribute(name, "RecentP99Millis"));
        fields.put("max", server.getAttribute(name, "RecentMaxMillis"));
        return fields;
    }
}

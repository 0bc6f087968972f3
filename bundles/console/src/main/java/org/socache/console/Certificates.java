// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The stapled certificates of this JVM, from their MBeans. */
final class Certificates {

    private static final String PATTERN = "org.socache:type=SslStapling,*";

    private Certificates() {}

    /** For the dashboard: subject, status, the time the staple ends (milliseconds, null if unknown) and the last fault. */
    static List<Map<String, Object>> read(MBeanServer server) {
        return MBeans.read(server, PATTERN, name -> certificate(server, name));
    }

    private static Map<String, Object> certificate(MBeanServer server, ObjectName name) throws JMException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("subject", server.getAttribute(name, "Subject"));
        fields.put("status", server.getAttribute(name, "Status"));
        fields.put("ends", server.getAttribute(name, "NextUpdate") instanceof Date date ? date.getTime() : null);
        fields.put("fault", server.getAttribute(name, "LastError"));
        return fields;
    }
}

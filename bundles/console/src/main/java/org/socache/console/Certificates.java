// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stapled certificates of this JVM, from their MBeans: the bundle that has them need not be installed. */
final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final String PATTERN = "org.socache:type=SslStapling,*";

    private Certificates() {}

    /** For the dashboard: subject, status, the time the staple ends (milliseconds, null if unknown) and the last fault. */
    static List<Map<String, Object>> read(MBeanServer server) {
        List<Map<String, Object>> certificates = new ArrayList<>();
        for (ObjectName name : new TreeSet<>(server.queryNames(pattern(), null))) {
            try {
                certificates.add(certificate(server, name));
            } catch (JMException | JMRuntimeException gone) {
                LOG.debug("{} could not be read", name, gone);
            }
        }
        return certificates;
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName(PATTERN);
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
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

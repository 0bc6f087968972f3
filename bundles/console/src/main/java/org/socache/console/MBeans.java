// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what other bundles tell in MBeans: they need not be installed. */
final class MBeans {

    private static final Logger LOG = LoggerFactory.getLogger(MBeans.class);

    private MBeans() {}

    /** Reads one MBean. */
    interface Reader<T> {
        T read(ObjectName name) throws JMException;
    }

    /** What the reader makes of each MBean of the pattern, by name; one that goes while it is read, or fails, is left out. */
    static <T> List<T> read(MBeanServer server, String pattern, Reader<T> reader) {
        List<T> all = new ArrayList<>();
        for (ObjectName name : new TreeSet<>(server.queryNames(named(pattern), null))) {
            try {
                all.add(reader.read(name));
            } catch (JMException | JMRuntimeException gone) {
                LOG.debug("{} could not be read", name, gone);
            }
        }
        return all;
    }

    private static ObjectName named(String pattern) {
        try {
            return new ObjectName(pattern);
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.jmx.Metric;

/**
 * What the project's MBeans say is a metric ({@link Metric}): the consumers' own numbers, whichever consumers are installed.
 * An MBean that goes while it is read, or fails, is left out.
 */
final class MBeanMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(MBeanMetrics.class);

    private final MBeanServer server;

    MBeanMetrics(MBeanServer server) {
        this.server = server;
    }

    /**
     * One metric of one kind of MBean.
     *
     * @param name in Prometheus text
     * @param sentence what it tells
     * @param samples values by labels
     */
    record Family(String name, String sentence, Map<String, Number> samples) {}

    /** All of them, by name. */
    Map<String, Family> read() {
        Map<String, Family> families = new TreeMap<>();
        for (ObjectName mbean : new TreeSet<>(server.queryNames(pattern(), null))) {
            try {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(mbean).getAttributes()) {
                    if (attribute.getDescriptor().getFieldValue(Metric.NAME_FIELD) instanceof String name) {
                        Family family = families.computeIfAbsent(
                                name, any -> new Family(name, attribute.getDescription(), new LinkedHashMap<>()));
                        read(mbean, attribute, family.samples());
                    }
                }
            } catch (JMException | JMRuntimeException gone) {
                LOG.debug("{} could not be read", mbean, gone);
            }
        }
        return families;
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName("org.socache:*");
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void read(ObjectName mbean, MBeanAttributeInfo attribute, Map<String, Number> samples) throws JMException {
        Object value = server.getAttribute(mbean, attribute.getName());
        if (value instanceof Number number) {
            put(samples, labels(mbean), number);
        } else if (value instanceof TabularData map) {
            String label = String.valueOf(attribute.getDescriptor().getFieldValue(Metric.LABEL_FIELD));
            for (Object row : map.values()) {
                CompositeData entry = (CompositeData) row;
                put(
                        samples,
                        labels(mbean) + ',' + PrometheusText.label(label, String.valueOf(entry.get("key"))),
                        (Number) entry.get("value"));
            }
        }
    }

    /** A number that is not known is left out, as on the whole page. */
    private static void put(Map<String, Number> samples, String labels, Number number) {
        if (number.doubleValue() >= 0) {
            samples.put(labels, number);
        }
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? ObjectName.unquote(value) : value;
    }

    /** The keys of the name but its type, which the metric's name says. */
    private static String labels(ObjectName mbean) {
        StringBuilder labels = new StringBuilder();
        new TreeMap<>(mbean.getKeyPropertyList()).forEach((key, value) -> {
            if (!key.equals("type")) {
                labels.append(labels.isEmpty() ? "" : ",").append(PrometheusText.label(key, unquoted(value)));
            }
        });
        return labels.toString();
    }
}

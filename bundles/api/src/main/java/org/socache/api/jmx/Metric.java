// SPDX-License-Identifier: Apache-2.0
package org.socache.api.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/**
 * Makes an attribute of an MBean, on its getter, a metric too. The name, the kind and the sentence of {@link Description} are
 * all there is to say about it, so that MBean, metrics page and the manual's reference cannot differ: JMX carries the fields
 * to whoever reads the MBean's description.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Metric {

    /** The descriptor's field with the metric's name. */
    String NAME_FIELD = "socache.metric";

    /** The descriptor's field with the label that a map's keys become. */
    String LABEL_FIELD = "socache.label";

    /**
     * The name in Prometheus text, with its unit. What ends in {@code _total} is a counter and only grows; everything else is
     * a gauge.
     */
    @DescriptorKey(NAME_FIELD)
    String value();

    /** For a map of numbers: the label that its keys become. Empty for a single number. */
    @DescriptorKey(LABEL_FIELD)
    String label() default "";
}

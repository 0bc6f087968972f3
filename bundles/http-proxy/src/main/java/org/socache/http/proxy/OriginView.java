// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.ToLongFunction;
import javax.management.ObjectName;

import org.HdrHistogram.Histogram;

/** An {@link Origin} as JMX shows it. */
final class OriginView implements HttpOriginMXBean {

    private final String path;
    private final Origin origin;

    OriginView(String path, Origin origin) {
        this.path = path;
        this.origin = origin;
    }

    /** The properties that make a service an MBean, for Karaf's JMX whiteboard. */
    Dictionary<String, Object> properties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(
                "jmx.objectname",
                "org.socache:type=HttpOrigin,path=" + ObjectName.quote(path) + ",origin="
                        + ObjectName.quote(origin.toString()));
        return properties;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public String getUrl() {
        return origin.toString();
    }

    @Override
    public boolean isDown() {
        return origin.isDown();
    }

    @Override
    public long getAnswers() {
        return origin.answers();
    }

    @Override
    public long getFailures() {
        return origin.failures();
    }

    @Override
    public double getAnswerSeconds() {
        return origin.answerMicros() / 1e6;
    }

    @Override
    public long getRecentAnswers() {
        return origin.times().lately().getTotalCount();
    }

    @Override
    public double getRecentP50Millis() {
        return millis(times -> times.getValueAtPercentile(50));
    }

    @Override
    public double getRecentP99Millis() {
        return millis(times -> times.getValueAtPercentile(99));
    }

    @Override
    public double getRecentMaxMillis() {
        return millis(Histogram::getMaxValue);
    }

    private double millis(ToLongFunction<Histogram> micros) {
        Histogram lately = origin.times().lately();
        return lately.getTotalCount() == 0 ? -1 : micros.applyAsLong(lately) / 1e3;
    }
}

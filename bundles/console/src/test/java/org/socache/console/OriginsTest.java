// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OriginsTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @Test
    void read_noProxy_isEmpty() {
        assertThat(Origins.read(server)).isEmpty();
    }

    @Test
    void read_several_areSlowestFirst_withoutAnswersLast() throws JMException {
        register("http://fast:80/", 2);
        register("http://unasked:80/", -1);
        register("http://slow:80/", 800);

        assertThat(Origins.read(server))
                .extracting(origin -> origin.get("url"))
                .containsExactly("http://slow:80/", "http://fast:80/", "http://unasked:80/");
        assertThat(Origins.read(server).get(0))
                .containsEntry("path", "/app/")
                .containsEntry("down", false)
                .containsEntry("answers", 7L)
                .containsEntry("failures", 1L)
                .containsEntry("p99", 800.0);
    }

    private void register(String url, double millis) throws JMException {
        server.registerMBean(
                new Origin(url, millis),
                new ObjectName("org.socache:type=HttpOrigin,path=\"/app/\",origin=" + ObjectName.quote(url)));
    }

    public interface OriginMXBean {
        String getPath();

        String getUrl();

        boolean isDown();

        long getAnswers();

        long getFailures();

        double getRecentP50Millis();

        double getRecentP99Millis();

        double getRecentMaxMillis();
    }

    public record Origin(String getUrl, double getRecentP99Millis) implements OriginMXBean {

        @Override
        public String getPath() {
            return "/app/";
        }

        @Override
        public boolean isDown() {
            return false;
        }

        @Override
        public long getAnswers() {
            return 7;
        }

        @Override
        public long getFailures() {
            return 1;
        }

        @Override
        public double getRecentP50Millis() {
            return getRecentP99Millis;
        }

        @Override
        public double getRecentMaxMillis() {
            return getRecentP99Millis;
        }
    }
}

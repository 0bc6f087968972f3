// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.socache.api.jmx.DescribedMBean;
import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

import static org.assertj.core.api.Assertions.assertThat;

class MBeanMetricsTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @Test
    void read_annotatedNumberAndMap_areMetricsWithTheirSentences() throws JMException {
        register("org.socache:type=Guests,name=hall", new Guests(3));

        String text =
                PrometheusText.of(List.of(), new MBeanMetrics(server).read().values());

        assertThat(text)
                .contains("# HELP socache_guests_total Guests that came.\n# TYPE socache_guests_total counter\n"
                        + "socache_guests_total{name=\"hall\"} 3\n")
                .contains("# TYPE socache_guests_now gauge\n")
                .contains("socache_guests_now{name=\"hall\",reason=\"a \\\"feast\\\"\"} 2\n")
                .doesNotContain("host");
    }

    @Test
    void read_severalOfOneType_shareTheHeader() throws JMException {
        register("org.socache:type=Guests,name=hall", new Guests(3));
        register("org.socache:type=Guests,name=attic,serial=1", new Guests(0));

        assertThat(new MBeanMetrics(server).read().get("socache_guests_total").samples())
                .isEqualTo(Map.of("name=\"attic\",serial=\"1\"", 0L, "name=\"hall\"", 3L));
    }

    @Test
    void read_quotedKey_isALabelWithoutItsQuotes() throws JMException {
        register("org.socache:type=Guests,name=" + ObjectName.quote("http://hall:80/"), new Guests(3));

        assertThat(new MBeanMetrics(server).read().get("socache_guests_total").samples())
                .containsOnlyKeys("name=\"http://hall:80/\"");
    }

    @Test
    void read_numberThatIsNotKnown_isLeftOut() throws JMException {
        register("org.socache:type=Guests,name=hall", new Guests(-1));

        assertThat(new MBeanMetrics(server).read().get("socache_guests_total").samples())
                .isEmpty();
    }

    @Test
    void read_afterAnMBeanThatFails_goesOn() throws JMException {
        Guests failing = new Guests(1) {
            @Override
            public long getCame() {
                throw new IllegalStateException("not counted");
            }
        };
        register("org.socache:type=Guests,name=attic", failing);
        register("org.socache:type=Guests,name=hall", new Guests(3));

        assertThat(new MBeanMetrics(server).read().get("socache_guests_total").samples())
                .isEqualTo(Map.of("name=\"hall\"", 3L));
    }

    private void register(String name, Guests guests) throws JMException {
        server.registerMBean(DescribedMBean.of(guests, GuestsMXBean.class, null), new ObjectName(name));
    }

    @Description("Guests.")
    public interface GuestsMXBean {

        @Description("Guests that came.")
        @Metric("socache_guests_total")
        long getCame();

        @Description("Guests that are here, by reason.")
        @Metric(value = "socache_guests_now", label = "reason")
        Map<String, Long> getHere();

        @Description("The host, who is no metric.")
        String getHost();
    }

    private static class Guests implements GuestsMXBean {

        private final long came;

        Guests(long came) {
            this.came = came;
        }

        @Override
        public long getCame() {
            return came;
        }

        @Override
        public Map<String, Long> getHere() {
            return Map.of("a \"feast\"", 2L);
        }

        @Override
        public String getHost() {
            return "host";
        }
    }
}

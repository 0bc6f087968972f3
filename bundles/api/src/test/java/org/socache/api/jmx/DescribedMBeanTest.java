// SPDX-License-Identifier: Apache-2.0
package org.socache.api.jmx;

import javax.management.MBeanException;

import org.junit.jupiter.api.Test;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DescribedMBeanTest {

    /** What is shown. */
    @Description("A thing with an operation that refuses.")
    public interface ThingMXBean {

        @Description("Size in bytes.")
        long getSize();

        @Description("Cannot be told.")
        long getWeight();

        @Description("Refuses every size.")
        void resize(@Description("bytes") long size) throws InvalidSpecificationException;
    }

    private record Thing(long size) implements ThingMXBean {

        @Override
        public long getSize() {
            return size;
        }

        @Override
        public long getWeight() {
            throw new ProviderException("nobody is there");
        }

        @Override
        public void resize(long wanted) throws InvalidSpecificationException {
            throw new InvalidSpecificationException("size " + wanted + " is below the minimum 8192");
        }
    }

    private final DescribedMBean mbean = DescribedMBean.of(new Thing(5), ThingMXBean.class, null);

    @Test
    void getAttribute_ofInterface_isRead() throws Exception {
        assertThat(mbean.getAttribute("Size")).isEqualTo(5L);
        assertThat(mbean.getMBeanInfo().getAttributes()[0].getDescription()).isEqualTo("Size in bytes.");
    }

    @Test
    void getAttribute_fails_hasItsSentenceAndNoClassOfOurs() {
        assertThatThrownBy(() -> mbean.getAttribute("Weight"))
                .isInstanceOf(MBeanException.class)
                .hasMessage("nobody is there")
                .cause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause();
    }

    @Test
    void invoke_refusal_hasItsSentenceAndNoClassOfOurs() {
        assertThatThrownBy(() -> mbean.invoke("resize", new Object[] {12L}, new String[] {"long"}))
                .isInstanceOf(MBeanException.class)
                .hasMessage("size 12 is below the minimum 8192")
                .cause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("size 12 is below the minimum 8192");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socache.api.jmx.DescribedMBean;

import static org.assertj.core.api.Assertions.assertThat;

class CacheViewTest {

    static Stream<MBeanInfo> mbeans() {
        return Stream.of(
                DescribedMBean.of(new CacheView(null), CacheMXBean.class, null).getMBeanInfo(),
                DescribedMBean.of(new ProviderView("x", new ProviderDirectory(), List::of), ProviderMXBean.class, null)
                        .getMBeanInfo());
    }

    @ParameterizedTest
    @MethodSource("mbeans")
    void everyElement_hasASentence(MBeanInfo info) {
        Stream.concat(Stream.of(info.getAttributes()), Stream.of(info.getOperations()))
                .map(MBeanFeatureInfo.class::cast)
                .forEach(feature -> assertThat(feature.getDescription())
                        .as(feature.getName())
                        .matches("(?s).*[ ;].*[.;a-z]"));
        for (MBeanOperationInfo operation : info.getOperations()) {
            Stream.of(operation.getSignature())
                    .forEach(parameter -> assertThat(parameter.getName()).doesNotMatch("p\\d+"));
        }
    }

    @ParameterizedTest
    @MethodSource("mbeans")
    void everyAttribute_isAnOpenType(MBeanInfo info) {
        assertThat(info.getAttributes())
                .allMatch(attribute -> attribute.getDescriptor().getFieldValue("openType") != null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.jmx.DescribedMBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @CsvSource(
            delimiter = '|',
            value = {
                " | no id is given; write it as text, or as hex: and its bytes",
                "'' | no id is given; write it as text, or as hex: and its bytes",
                "hex: | no id is given; write it as text, or as hex: and its bytes",
                "hex:zz | \"hex:zz\" is not hex: and two hexadecimal digits for each byte",
                "hex:abc | \"hex:abc\" is not hex: and two hexadecimal digits for each byte",
            })
    void remove_noSuchId_saysWhatWouldBeOne(String id, String message) {
        assertThatThrownBy(() -> invoke("remove", id)).hasMessage(message);
    }

    @Test
    void remove_longerThanAnyId_isRefused() {
        assertThatThrownBy(() -> invoke("remove", "x".repeat(65_537)))
                .hasMessage("an id of 65537 bytes is longer than 65536");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ":x", "a b:c", "\n"})
    void switchProvider_noSpecification_saysWhatWouldBeOne(String text) {
        assertThatThrownBy(() -> invoke("switchProvider", text))
                .hasMessageEndingWith(
                        "names no provider; write name[:argument], for instance shmcb:data/http.cache(64M)");
    }

    private static void invoke(String operation, String argument) throws Exception {
        DescribedMBean.of(new CacheView(null), CacheMXBean.class, null)
                .invoke(operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "dc-a_1", "a b", "*", "?", "a,b", "a=b", "a:b", "a\"b", "a\nb", "a\\b", ""})
    void name_ofAnyKind_isOneMBean(String name) throws Exception {
        ObjectName mbean = new ObjectName(MBeanName.of("Cache", name));
        String value = mbean.getKeyProperty("name");
        assertThat(mbean.isPattern()).isFalse();
        assertThat(value.startsWith("\"") ? ObjectName.unquote(value) : value).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("mbeans")
    void everyAttribute_isAnOpenType(MBeanInfo info) {
        assertThat(info.getAttributes())
                .allMatch(attribute -> attribute.getDescriptor().getFieldValue("openType") != null);
    }
}

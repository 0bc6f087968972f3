// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/** The shipped file, the metatype and the code agree on keys and defaults. */
class ConfigurationFileTest {

    private final Map<String, String> known =
            Stream.of(Directive.values()).collect(toMap(Directive::key, Directive::defaultText));

    @Test
    void cfg_everyDirective_isThereWithItsDefault() throws IOException {
        Properties uncommented = new Properties();
        String text = Files.readString(Path.of("src/main/cfg/org.socache.authn.cfg"));
        uncommented.load(new StringReader(text.replace("#Authn", "Authn")));

        assertThat(uncommented).isEqualTo(new TreeMap<>(known));
    }

    @Test
    void metatype_everyDirective_isThereWithItsDefault() throws Exception {
        Map<String, String> shown = new TreeMap<>();
        NodeList attributes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/bundle/OSGI-INF/metatype/" + AuthnConfiguration.class.getName() + ".xml")
                        .toFile())
                .getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            shown.put(attribute.getAttribute("id"), attribute.getAttribute("default"));
        }

        assertThat(shown).isEqualTo(new TreeMap<>(known));
        assertThat(Stream.of(AuthnConfiguration.class.getDeclaredMethods()).map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(known.keySet());
    }
}

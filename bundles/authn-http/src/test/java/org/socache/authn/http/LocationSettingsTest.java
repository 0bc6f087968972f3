// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocationSettingsTest {

    @Test
    void example_everyDirective_isThereWithItsDefault() throws IOException {
        String text = Files.readString(Path.of("src/main/cfg/org.socache.authn.location.cfg.example"));
        Properties uncommented = new Properties();
        uncommented.load(new StringReader(text.replaceAll("(?m)^#(\\w+ =)", "$1")));
        uncommented.putAll(Map.of("Location", "", "AuthName", ""));

        assertThat(uncommented).isEqualTo(LocationSettings.DEFAULTS);
    }

    @Test
    void metatype_everyDirective_isThereWithItsDefault() throws Exception {
        Map<String, String> shown = new HashMap<>();
        NodeList attributes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/bundle/OSGI-INF/metatype/" + LocationMetatype.class.getName() + ".xml")
                        .toFile())
                .getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            shown.put(attribute.getAttribute("id"), attribute.getAttribute("default"));
        }

        assertThat(shown).isEqualTo(LocationSettings.DEFAULTS);
    }

    @Test
    void read_keysInAnyCase_areTaken() {
        LocationSettings settings = settings(
                "authdigestprovider",
                "socache file",
                "AUTHTYPE",
                "digest",
                "AUTHNCACHETIMEOUT",
                "60",
                "authuserfile",
                "x");

        assertThat(settings.providers()).containsExactly("socache", "file");
        assertThat(settings.timeout(Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(1));
    }

    /** httpd: a directory cannot go back to what is the default, since it merges as if that had not been said. */
    @Test
    void read_defaultsSaidInALocation_holdAgainstTheServers() {
        LocationSettings settings = settings("AuthnCacheTimeout", "300", "AuthnCacheContext", "directory");

        assertThat(settings.timeout(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.context("everyone")).isEqualTo("directory");
        assertThat(settings().timeout(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings().context("everyone")).isEqualTo("everyone");
    }

    @Test
    void read_oneDirectiveInTwoCases_isRefused() {
        assertThatThrownBy(() -> settings("authname", "Others")).hasMessageContaining("must be there once");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Location|private|must be a path that begins with /",
                "Location|/a/*|must be a path that begins with /",
                "AuthType|Form|must be Basic or Digest",
                "AuthName|a\"b|must be the realm's name, without \" and \\",
                "AuthBasicProvider|file|must be the file of provider file",
                "AuthBasicProvider|dbd|must be an OSGi filter for the DataSource service",
                "AuthDigestAlgorithm|SHA-1|must be MD5 or SHA-256",
                "AuthDigestNonceLifetime|0|must be seconds from 1 to 86400",
                "AuthnCacheTimeout|soon|must be seconds from 1 to 86400",
                "Require|group admin|must be valid-user, or user and names",
                "AuthTyp|Basic|must be one of [AuthBasicProvider, AuthDBDSource",
            })
    void read_wrongValue_isRefusedWithWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("etc/x.cfg: ")
                .hasMessageContaining(allowed);
    }

    private static LocationSettings settings(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "felix.fileinstall.filename", "etc/x.cfg",
                "service.pid", "x",
                "Location", "/private",
                "AuthName", "Members",
                "AuthBasicProvider", "jaas"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new LocationSettings(properties);
    }
}

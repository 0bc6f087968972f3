// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpsTest {

    @TempDir
    Path etc;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    /** As the distribution ships them. */
    @BeforeEach
    void ship() throws IOException {
        Files.writeString(
                etc.resolve("org.ops4j.pax.web.cfg"),
                "# secure\norg.osgi.service.http.secure.enabled = false\n#org.osgi.service.http.port.secure = 8443\n"
                        + "#org.ops4j.pax.web.ssl.keystore = server.keystore\n"
                        + "#org.ops4j.pax.web.ssl.keystore.password = passw0rd\n");
        Files.writeString(etc.resolve("org.socache.ssl.session.cfg"), "SSLSessionCache = none\n");
        Files.writeString(
                etc.resolve("org.socache.ssl.stapling.cfg"), "SSLUseStapling = off\n#SSLStaplingCache = shmcb:x\n");
    }

    private void turnOn() throws IOException, GeneralSecurityException {
        turnOn("10");
    }

    private void turnOn(String offset) throws IOException, GeneralSecurityException {
        new Https(etc, offset, InstantSource.system(), new PrintStream(terminal, true, StandardCharsets.UTF_8))
                .turnOn();
    }

    private String get(String file, String key) throws IOException {
        return new CfgFile(etc.resolve(file)).get(key);
    }

    @Test
    void turnOn_asShipped_configuresTheConnectorAndBothCaches() throws Exception {
        turnOn();

        assertThat(get("org.ops4j.pax.web.cfg", "org.osgi.service.http.secure.enabled"))
                .isEqualTo("true");
        assertThat(get("org.ops4j.pax.web.cfg", "org.osgi.service.http.port.secure"))
                .isEqualTo("8443");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.provider"))
                .isEqualTo("Socache");
        assertThat(get("org.socache.ssl.session.cfg", "SSLSessionCache")).startsWith("shmcb:");
        assertThat(get("org.socache.ssl.stapling.cfg", "SSLUseStapling")).isEqualTo("on");
        assertThat(get("org.socache.ssl.stapling.cfg", "SSLStaplingCache")).startsWith("shmcb:");
        assertThat(Files.readString(etc.resolve("org.ops4j.pax.web.cfg")))
                .startsWith("# secure\n")
                .doesNotContain("passw0rd");
    }

    @Test
    void turnOn_asShipped_makesACertificateThatMustBeStapled() throws Exception {
        turnOn();

        char[] password = get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password")
                .toCharArray();
        KeyFile made = KeyFile.load(etc.resolve("https.p12"), password);
        X509Certificate server = made.chain().get(0);
        server.verify(made.chain().get(1).getPublicKey());
        server.checkValidity();
        assertThat(server.getSubjectAlternativeNames().toString())
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(server.getExtensionValue("1.3.6.1.5.5.7.1.24")).isNotNull();
        assertThat(new String(server.getExtensionValue("1.3.6.1.5.5.7.1.1"), StandardCharsets.ISO_8859_1))
                .contains("http://127.0.0.1:8490/");
    }

    @Test
    void turnOn_secrets_areTheOwnersAlone() throws Exception {
        turnOn();

        for (String name : new String[] {
            "https.p12", "https-authority.p12", "org.ops4j.pax.web.cfg", "org.socache.demo.authority.cfg"
        }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .doesNotContain(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password"));
    }

    @Test
    void turnOn_again_changesNothing() throws Exception {
        turnOn();
        Map<Path, String> before = contents();
        turnOn();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void turnOn_ownChoices_stay() throws Exception {
        Files.writeString(etc.resolve("org.socache.ssl.session.cfg"), "sslsessioncache = redis:127.0.0.1\n");
        Files.writeString(etc.resolve("org.socache.ssl.stapling.cfg"), "SSLStaplingCache = redis:127.0.0.1\n");
        turnOn();
        assertThat(get("org.socache.ssl.session.cfg", "SSLSessionCache")).isEqualTo("redis:127.0.0.1");
        assertThat(get("org.socache.ssl.stapling.cfg", "SSLStaplingCache")).isEqualTo("redis:127.0.0.1");
    }

    @Test
    void turnOn_ownKeyStoreWithoutItsPassword_saysWhatToDo() throws Exception {
        Files.createFile(etc.resolve("https.p12"));
        assertThatThrownBy(this::turnOn)
                .hasMessageContaining("org.ops4j.pax.web.ssl.keystore.password")
                .hasMessageContaining("delete the file");
        assertThat(get("org.socache.ssl.stapling.cfg", "SSLUseStapling")).isEqualTo("off");
    }

    @Test
    void turnOn_againAfterAnAdministratorsEdits_keepsThem() throws Exception {
        turnOn();
        edit("org.ops4j.pax.web.cfg", "org.osgi.service.http.port.secure", "9443");
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.provider", "SunJSSE");
        edit("org.socache.ssl.session.cfg", "SSLSessionCache", "none");
        edit("org.socache.ssl.stapling.cfg", "SSLUseStapling", "off");
        Map<Path, String> before = contents();
        turnOn();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void turnOn_newCertificateAfterStaplingWasTurnedOff_isStapled() throws Exception {
        turnOn();
        edit("org.socache.ssl.stapling.cfg", "SSLUseStapling", "off");
        Files.delete(etc.resolve("https.p12"));
        turnOn();
        assertThat(get("org.socache.ssl.stapling.cfg", "SSLUseStapling")).isEqualTo("on");
    }

    /** The offset of bin/setenv overrides the file. */
    @ParameterizedTest
    @CsvSource({"'', 9443", "10, 8453", "0, 8443"})
    void turnOn_ownPort_namesTheOneInForce(String offset, String port) throws Exception {
        edit("org.ops4j.pax.web.cfg", "org.osgi.service.http.port.secure", "9443");
        turnOn(offset);
        assertThat(get("org.ops4j.pax.web.cfg", "org.osgi.service.http.port.secure"))
                .isEqualTo("9443");
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .contains("https://127.0.0.1:" + port + "/ is on; try: curl --cacert " + etc);
    }

    @Test
    void turnOn_offsetThatIsNoNumber_saysWhatToWrite() {
        assertThatThrownBy(() -> turnOn("ten"))
                .hasMessage("SOCACHE_PORT_OFFSET is \"ten\"; write a whole number from 0 to 54436 such as 10");
    }

    @Test
    void turnOn_administratorsOwnKeyStore_isLeftAlone() throws Exception {
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore", "/srv/keys/www.jks");
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.type", "JKS");
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password", "theirs");
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.key.password", "theirs too");
        turnOn();

        assertThat(etc.resolve("https.p12")).doesNotExist();
        assertThat(etc.resolve("org.socache.demo.authority.cfg")).doesNotExist();
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore"))
                .isEqualTo("/srv/keys/www.jks");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.type"))
                .isEqualTo("JKS");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password"))
                .isEqualTo("theirs");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.key.password"))
                .isEqualTo("theirs too");
        assertThat(get("org.ops4j.pax.web.cfg", "org.osgi.service.http.secure.enabled"))
                .isEqualTo("true");
        assertThat(terminal.toString(StandardCharsets.UTF_8)).doesNotContain("--cacert");
    }

    @Test
    void turnOn_ownHttpsP12_isTheKeyStoreOfTheConnector() throws Exception {
        Files.createFile(etc.resolve("https.p12"));
        edit("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password", "theirs");
        turnOn();

        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore"))
                .isEqualTo("${karaf.etc}/https.p12");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.type"))
                .isEqualTo("PKCS12");
        assertThat(get("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.ssl.keystore.password"))
                .isEqualTo("theirs");
        assertThat(etc.resolve("https.p12")).isEmptyFile();
    }

    private void edit(String file, String key, String value) throws IOException {
        new CfgFile(etc.resolve(file)).set(key, value).save();
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(etc)) {
            for (Path file : files.toList()) {
                contents.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.shell.Finding.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** Each fault is planted in a healthy node, and must be the only thing found. */
class NodeExaminationTest {

    private static final long HEAP = 512L << 20;

    @TempDir
    private Path etc;

    private InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

    @BeforeEach
    void healthyNode() throws IOException {
        write("users.properties", "admin = {CRYPT}abc{CRYPT},_g_:admingroup\n_g_\\:admingroup = group,admin\n");
        write("org.apache.karaf.shell.cfg", "sshHost = 127.0.0.1\n");
        write("org.apache.karaf.management.cfg", "rmiServerHost = 127.0.0.1\n");
        write("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.listening.addresses = 127.0.0.1\n");
        write("org.socache.http.cfg", "CacheEnable = socache /\n");
        write("org.socache.http.location-docs.cfg", "Location = /docs\n");
    }

    @Test
    void of_healthyNode_findsNothing() {
        assertThat(faults(17, HEAP)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25})
    void of_javaThatKarafDoesNotRunOn_says17(int java) {
        assertThat(faults(java, HEAP)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.advice()).contains("17");
        });
    }

    @Test
    void of_littleHeap_saysHowToRaiseIt() {
        assertThat(faults(17, 64L << 20)).singleElement().satisfies(finding -> {
            assertThat(finding.text()).contains("64.0 MiB");
            assertThat(finding.advice()).contains("JAVA_MAX_MEM");
        });
    }

    @Test
    void of_clockBeforeTheFirstBuild_saysSo() {
        clock = InstantSource.fixed(Instant.EPOCH);

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("1970-01-01"));
    }

    @Test
    void of_missingDataDirectory_saysSo() {
        assertThat(NodeExamination.of(etc, etc.resolve("nosuch"), clock, 17, HEAP))
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("nosuch"));
    }

    @Test
    void of_defaultPassword_isAFailure() throws IOException {
        write("users.properties", "karaf = karaf,_g_:admingroup\n");

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL));
    }

    @Test
    void of_noUserButAGroup_saysHowToAddOne() throws IOException {
        write("users.properties", "_g_\\:admingroup = group,admin\n");

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("has no user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"users.properties", "org.socache.provider.redis.cfg"})
    void of_secretsEverybodyCanRead_saysChmod(String name) throws IOException {
        if (!Files.exists(etc.resolve(name))) {
            write(name, "Password = secret\n");
        }
        Files.setPosixFilePermissions(etc.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.advice()).isEqualTo("chmod 600 " + etc.resolve(name)));
    }

    @Test
    void of_hyphenInAName_saysThatNobodyReadsIt() throws IOException {
        write("org.socache.provider-redis.cfg", "");

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("org.socache.provider, which nobody reads"));
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.karaf.shell.cfg, sshHost = 0.0.0.0, ssh",
        "org.apache.karaf.management.cfg, rmiServerHost = 0.0.0.0, JMX",
        "org.ops4j.pax.web.cfg, org.ops4j.pax.web.listening.addresses = ::, HTTP"
    })
    void of_openDoor_isNamed(String name, String line, String service) throws IOException {
        write(name, line.replace(":", "\\:"));

        assertThat(faults(17, HEAP))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).startsWith(service + " listens to the whole network"));
    }

    private List<Finding> faults(int java, long heap) {
        return NodeExamination.of(etc, etc, clock, java, heap).stream()
                .filter(finding -> finding.verdict() != Verdict.OK)
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(etc.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}

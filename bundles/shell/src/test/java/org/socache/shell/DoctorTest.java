// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socache.shell.Finding.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults as administrators make them: each is found, and whoever does what the doctor says is rid of it. */
class DoctorTest {

    private static final String LOOPBACK = "sshHost = 127.0.0.1\n";

    @TempDir
    private Path home;

    private Path etc;
    private Path data;
    private InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    private int java = 17;
    private long heap = 512L << 20;

    /**
     * A fault.
     *
     * @param name what was done
     * @param plant does it
     * @param found what the doctor must say
     * @param advice what the doctor must advise; {@code ETC} stands for the folder
     * @param cure does what was advised
     */
    private record Fault(String name, Act plant, String found, String advice, Act cure) {

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Act {
        void on(DoctorTest node) throws IOException, InterruptedException;
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "Karaf's default user",
                        node -> node.write("users.properties", "karaf = karaf,_g_:admingroup\n"),
                        "karaf has the password karaf",
                        "edit ETC/users.properties",
                        node -> node.write("users.properties", "karaf = a-better-one,_g_:admingroup\n")),
                new Fault(
                        "nobody may log in",
                        node -> node.write("users.properties", "_g_\\:admingroup = group,admin\n"),
                        "has no user",
                        "echo 'admin = PASSWORD,admin,viewer' >> ETC/users.properties",
                        node -> node.run("echo 'admin = PASSWORD,admin,viewer' >> ETC/users.properties")),
                new Fault(
                        "users for everyone to read",
                        node -> node.run("chmod 644 ETC/users.properties"),
                        "every user of this machine can read",
                        "chmod 600 ETC/users.properties",
                        node -> node.run("chmod 600 ETC/users.properties")),
                new Fault(
                        "a server's password for everyone to read",
                        node -> {
                            node.write("org.socache.provider.redis.cfg", "RedisPassword = secret\n");
                            node.run("chmod 644 ETC/org.socache.provider.redis.cfg");
                        },
                        "every user of this machine can read",
                        "chmod 600 ETC/org.socache.provider.redis.cfg",
                        node -> node.run("chmod 600 ETC/org.socache.provider.redis.cfg")),
                new Fault(
                        "a file with a hyphen in its name",
                        node -> node.write("org.socache.provider-redis.cfg", ""),
                        "which nobody reads",
                        "rename it: no hyphen inside a name",
                        node -> node.run("mv ETC/org.socache.provider-redis.cfg ETC/org.socache.provider.redis.cfg")),
                new Fault(
                        "ssh for the whole network",
                        node -> node.write("org.apache.karaf.shell.cfg", "sshHost = 0.0.0.0\n"),
                        "ssh listens to the whole network",
                        "write 127.0.0.1 in org.apache.karaf.shell.cfg",
                        node -> node.write("org.apache.karaf.shell.cfg", LOOPBACK)),
                new Fault(
                        "JMX for the whole network",
                        node -> node.write("org.apache.karaf.management.cfg", "rmiServerHost = 0.0.0.0\n"),
                        "JMX listens to the whole network",
                        "write 127.0.0.1 in org.apache.karaf.management.cfg",
                        node -> node.write("org.apache.karaf.management.cfg", "rmiServerHost = 127.0.0.1\n")),
                new Fault(
                        "a data folder that is not there",
                        node -> node.run("rmdir DATA"),
                        "data",
                        "create it",
                        node -> node.run("mkdir DATA")),
                new Fault(
                        "a Java that Karaf does not know",
                        node -> node.java = 25,
                        "Java 25",
                        "Java 17 or 21: set JAVA_HOME",
                        node -> node.java = 17),
                new Fault(
                        "a small heap",
                        node -> node.heap = 64L << 20,
                        "at most 64.0 MiB of heap",
                        "export JAVA_MAX_MEM=512M",
                        node -> node.heap = 512L << 20),
                new Fault(
                        "a clock that was never set",
                        node -> node.clock = InstantSource.fixed(Instant.EPOCH),
                        "1970-01-01",
                        "set it, and let NTP keep it",
                        node -> node.clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"))));
    }

    @BeforeEach
    void healthyNode() throws IOException {
        etc = Files.createDirectory(home.resolve("etc"));
        data = Files.createDirectory(home.resolve("data"));
        write("users.properties", "admin = {CRYPT}abc{CRYPT},_g_:admingroup\n");
        write("org.apache.karaf.shell.cfg", LOOPBACK);
        write("org.apache.karaf.management.cfg", "rmiServerHost = 127.0.0.1\n");
        write("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.listening.addresses = 127.0.0.1\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void doctor_plantedFault_isFoundAndItsAdviceHelps(Fault fault) throws IOException, InterruptedException {
        fault.plant().on(this);

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.text()).contains(fault.found());
            assertThat(finding.advice()).contains(fault.advice().replace("ETC", etc.toString()));
        });

        fault.cure().on(this);

        assertThat(findings()).isEmpty();
    }

    private List<Finding> findings() {
        return NodeExamination.of(etc, data, clock, java, heap).stream()
                .filter(finding -> finding.verdict() != Verdict.OK)
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(etc.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** As an administrator types it. */
    private void run(String command) throws IOException, InterruptedException {
        String line = command.replace("ETC", etc.toString()).replace("DATA", data.toString());
        assertThat(new ProcessBuilder("sh", "-c", line).inheritIO().start().waitFor())
                .isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** What {@code socache:doctor} can tell about the machine and about Karaf's own files. Reads, and changes nothing. */
final class NodeExamination {

    /** No build of Socache is older; a clock before it is wrong, and what expires does so at the wrong time. */
    private static final Instant FIRST_BUILD = Instant.parse("2026-01-01T00:00:00Z");

    /** What may have instances, each in a file PID-NAME.cfg; the manual's table of configurations. */
    private static final Set<String> FACTORIES = Set.of(
            "org.socache.authn.location",
            "org.socache.dc.server",
            "org.socache.http.location",
            "org.socache.http.proxy");

    /** From here on Karaf 4.4 does not run (it asks for the security manager, which is gone). */
    private static final int JAVA_TOO_NEW = 24;

    private static final long LITTLE_HEAP = 256L << 20;
    private static final long LITTLE_DISK = 1L << 30;

    private final Path etc;
    private final Path data;
    private final List<Finding> findings = new ArrayList<>();

    private NodeExamination(Path etc, Path data) {
        this.etc = etc;
        this.data = data;
    }

    static List<Finding> of(Path etc, Path data, InstantSource clock, int java, long heap) {
        NodeExamination examination = new NodeExamination(etc, data);
        examination.jvm(java, heap);
        examination.clock(clock);
        examination.disk();
        examination.users();
        examination.secrets();
        examination.names();
        examination.doors();
        return examination.findings;
    }

    private void jvm(int java, long heap) {
        String text = "Java " + java + ", at most " + Format.bytes(heap) + " of heap";
        if (java >= JAVA_TOO_NEW) {
            findings.add(Finding.fail("jvm", text, "run Karaf 4.4 on Java 17 or 21: set JAVA_HOME"));
        } else if (heap < LITTLE_HEAP) {
            findings.add(Finding.warn("jvm", text, "export JAVA_MAX_MEM=512M before bin/karaf"));
        } else {
            findings.add(Finding.ok("jvm", text));
        }
    }

    private void clock(InstantSource clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        findings.add(
                now.isBefore(FIRST_BUILD)
                        ? Finding.fail("clock", "it says " + now, "set it, and let NTP keep it: entries expire by it")
                        : Finding.ok("clock", "it says " + now));
    }

    private void disk() {
        try {
            long free = Files.getFileStore(data).getUsableSpace();
            if (!Files.isWritable(data)) {
                findings.add(Finding.fail("disk", data + " cannot be written", "chown it to the user Karaf runs as"));
            } else if (free < LITTLE_DISK) {
                findings.add(
                        Finding.warn("disk", Format.bytes(free) + " free at " + data, "free some, or move karaf.data"));
            } else {
                findings.add(Finding.ok("disk", Format.bytes(free) + " free at " + data));
            }
        } catch (IOException fault) {
            findings.add(Finding.fail("disk", data + ": " + fault.getMessage(), "create it"));
        }
    }

    private void users() {
        Path file = etc.resolve("users.properties");
        Properties users = read(file);
        if ("karaf".equals(users.getProperty("karaf", "").replaceAll(",.*", "").trim())) {
            findings.add(Finding.fail(
                    "users", "karaf has the password karaf, which the world knows", "jaas:user-add, or edit " + file));
        } else if (users.stringPropertyNames().stream().allMatch(name -> name.startsWith("_g_"))) {
            findings.add(Finding.warn(
                    "users",
                    file + " has no user",
                    "add one, for instance: echo 'admin = PASSWORD,admin,viewer' >> " + file));
        } else {
            findings.add(Finding.ok("users", users.size() + " users and groups in " + file));
        }
        othersMayRead(file, "users");
    }

    private void secrets() {
        for (Path file : files("org.socache.*.cfg")) {
            boolean secret = read(file).stringPropertyNames().stream()
                    .anyMatch(key -> key.toLowerCase(Locale.ROOT).contains("password"));
            if (secret) {
                othersMayRead(file, "passwords");
            }
        }
    }

    private void othersMayRead(Path file, String subject) {
        try {
            if (Files.exists(file) && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                findings.add(Finding.warn(subject, "every user of this machine can read " + file, "chmod 600 " + file));
            }
        } catch (IOException | UnsupportedOperationException notPosix) {
            // there is nothing to say about permissions this file system does not have
        }
    }

    /** In a file name, everything behind the first hyphen is an instance's name: Karaf would not find such a PID. */
    private void names() {
        for (Path file : files("org.socache.*-*.cfg")) {
            String name = file.getFileName().toString();
            String pid = name.substring(0, name.indexOf('-'));
            if (!FACTORIES.contains(pid)) {
                findings.add(Finding.fail(
                        "configuration",
                        name + " is an instance of " + pid + ", which nobody reads",
                        "rename it: no hyphen inside a name, for instance org.socache.provider.redis.cfg"));
            }
        }
    }

    private void doors() {
        door("org.apache.karaf.shell.cfg", "sshHost", "ssh");
        door("org.apache.karaf.management.cfg", "rmiServerHost", "JMX");
        door("org.ops4j.pax.web.cfg", "org.ops4j.pax.web.listening.addresses", "HTTP");
    }

    private void door(String name, String key, String service) {
        String address = read(etc.resolve(name)).getProperty(key, "").trim();
        if (address.contains("0.0.0.0") || address.contains("::") && !address.contains("::1")) {
            findings.add(Finding.warn(
                    "network",
                    service + " listens to the whole network (" + key + " = " + address + ")",
                    "if it need not, write 127.0.0.1 in " + name));
        }
    }

    private List<Path> files(String glob) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(etc, glob)) {
            found.forEach(files::add);
        } catch (IOException fault) {
            findings.add(Finding.fail("configuration", etc + ": " + fault.getMessage(), "make it readable"));
        }
        files.sort(null);
        return files;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            properties.clear();
        }
        return properties;
    }
}

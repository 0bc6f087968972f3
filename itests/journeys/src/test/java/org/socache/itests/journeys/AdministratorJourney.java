// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The node is closed to the world: who gets in, what for, and what lies on the disk. */
@ExtendWith(SharedNode.class)
class AdministratorJourney {

    private static final String CONFIG = "org.apache.karaf:type=config,name=root";

    private final Karaf karaf;

    AdministratorJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @Test
    void shell_administrator_isAdmitted() {
        assertThat(karaf.shell("socache:list")).contains("Provider");
    }

    @Test
    void jmx_wrongPassword_isRefused() {
        assertThatThrownBy(() -> karaf.jmx("admin", "karaf")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> karaf.jmx("karaf", "karaf")).isInstanceOf(SecurityException.class);
    }

    @Test
    void password_isNowhereOnTheDisk() throws IOException {
        try (Stream<Path> files = Files.walk(karaf.file(""))) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".jar"))
                            .filter(file -> contains(file, Karaf.PASSWORD)))
                    .isEmpty();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException vanished) {
            return false;
        }
    }

    @Test
    void userAddedInPlainText_isHashedByKaraf() {
        karaf.append("etc/users.properties", "clara = plain-as-can-be,viewer");
        await("the hash of clara")
                .untilAsserted(() -> assertThat(karaf.read("etc/users.properties"))
                        .contains("clara")
                        .doesNotContain("plain-as-can-be"));
        users("jaas:user-delete clara");
    }

    @Test
    void viewer_readsButDoesNotChange() throws IOException {
        withUser("vera", "viewer", () -> {
            try (Jmx jmx = karaf.jmx("vera", password("vera"))) {
                assertThat(jmx.attribute(Caches.HTTP, "Entries")).isInstanceOf(Long.class);
                assertThat(jmx.invoke("org.socache:type=Provider,name=shmcb", "ping"))
                        .isNotNull();
                assertRefused(jmx, Caches.HTTP, "resetStatistics");
                assertRefused(jmx, Caches.HTTP, "clear");
                assertRefused(jmx, Caches.HTTP, "switchProvider", Caches.DBM);
            }
        });
    }

    @Test
    void viewer_readsNoSecretsFromConfigurations() throws IOException {
        withUser("vera", "viewer", () -> {
            try (Jmx jmx = karaf.jmx("vera", password("vera"))) {
                assertRefused(jmx, CONFIG, "listProperties", "org.apache.karaf.management");
                assertRefused(jmx, CONFIG, "getProperty", "org.apache.karaf.management", "rmiServerPort");
                assertRefused(
                        jmx, jmx.named("osgi.compendium:service=cm,*"), "getProperties", "org.apache.karaf.management");
            }
        });
    }

    @Test
    void manager_purgesButDoesNotSwitch() throws IOException {
        withUser("mona", "manager,viewer", () -> {
            try (Jmx jmx = karaf.jmx("mona", password("mona"))) {
                jmx.invoke(Caches.HTTP, "resetStatistics");
                assertThat(jmx.invoke(Caches.HTTP, "remove", "no such id")).isEqualTo(false);
                assertRefused(jmx, Caches.HTTP, "clear");
                assertRefused(jmx, Caches.HTTP, "switchProvider", Caches.DBM);
            }
        });
    }

    @Test
    void viewer_inTheShell_looksButDoesNotSwitch() throws IOException {
        withUser("vera", "viewer,ssh", () -> {
            assertThat(karaf.shell("vera", password("vera"), "socache:list")).contains("Provider");
            assertThat(karaf.shell("vera", password("vera"), "socache:switch http " + Caches.DBM))
                    .doesNotContain("switched");
        });
    }

    /** What no line names is the administrator's alone, which would surprise a manager. */
    @Test
    void everyOperation_hasItsRole() throws IOException, JMException {
        assertThat(operations()).isNotEmpty().isSubsetOf(keys("etc/jmx.acl.org.socache.cfg"));
    }

    private Set<String> operations() throws IOException, JMException {
        try (Jmx jmx = karaf.jmx()) {
            Set<String> operations = new TreeSet<>();
            for (String name : jmx.names("org.socache:*")) {
                for (MBeanOperationInfo operation : jmx.info(name).getOperations()) {
                    operations.add(operation.getName());
                }
            }
            return operations;
        }
    }

    private Set<String> keys(String file) {
        return karaf.read(file)
                .lines()
                .filter(line -> line.matches("\\w.*=.*"))
                .map(line -> line.replaceFirst("\\h*=.*", ""))
                .collect(Collectors.toSet());
    }

    private static void assertRefused(Jmx jmx, String name, String operation, Object... arguments) {
        assertThatThrownBy(() -> jmx.invoke(name, operation, arguments)).isInstanceOf(SecurityException.class);
    }

    private void withUser(String name, String roles, Journey journey) throws IOException {
        users("jaas:user-add " + name + " " + password(name));
        for (String role : roles.split(",")) {
            users("jaas:role-add " + name + " " + role);
        }
        try {
            journey.make();
        } catch (JMException fault) {
            throw new AssertionError(fault);
        } finally {
            users("jaas:user-delete " + name);
        }
    }

    private static String password(String user) {
        return user + "-for-tests";
    }

    private void users(String command) {
        karaf.shell("jaas:realm-manage --realm karaf"
                + " --module org.apache.karaf.jaas.modules.properties.PropertiesLoginModule; " + command
                + "; jaas:update");
    }

    private interface Journey {
        void make() throws IOException, JMException;
    }
}

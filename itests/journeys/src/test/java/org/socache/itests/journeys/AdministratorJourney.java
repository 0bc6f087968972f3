// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.JMException;

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
    void userAddedInPlainText_isHashedByKaraf() throws IOException {
        withUser(
                "clara",
                "plain-as-can-be,viewer",
                () -> await("the hash of clara")
                        .untilAsserted(() -> assertThat(karaf.read("etc/users.properties"))
                                .contains("clara")
                                .doesNotContain("plain-as-can-be")));
    }

    @Test
    void viewer_readsButDoesNotChange() throws IOException {
        withUser("vera", "vera-for-tests,viewer", () -> {
            try (Jmx jmx = karaf.jmx("vera", "vera-for-tests")) {
                assertThat(jmx.attribute(CONFIG, "Configs")).isInstanceOf(List.class);
                assertThatThrownBy(() -> jmx.invoke(CONFIG, "listProperties", "org.apache.karaf.management"))
                        .isInstanceOf(SecurityException.class);
            }
        });
    }

    private void withUser(String name, String value, Journey journey) throws IOException {
        String before = karaf.read("etc/users.properties");
        karaf.append("etc/users.properties", name + " = " + value);
        try {
            journey.make();
        } catch (JMException fault) {
            throw new AssertionError(fault);
        } finally {
            Files.writeString(karaf.file("etc/users.properties"), before);
        }
    }

    private interface Journey {
        void make() throws IOException, JMException;
    }
}

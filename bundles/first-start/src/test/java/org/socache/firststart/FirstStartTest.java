// SPDX-License-Identifier: Apache-2.0
package org.socache.firststart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FirstStartTest {

    @TempDir
    Path etc;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void writeTheFileAsShipped() throws IOException {
        file = Files.writeString(etc.resolve("users.properties"), "# USER=PASSWORD,ROLE1,ROLE2,...\n");
    }

    @Test
    void createAdministrator_noPasswordChosen_showsARandomOneAndKeepsItsHash() throws IOException {
        start(null);

        String shown = terminal.toString(StandardCharsets.UTF_8).replaceAll("(?s).*password (\\S{20}) .*", "$1");
        assertThat(shown).hasSize(20);
        assertThat(Files.readString(file))
                .contains("\nadmin = {CRYPT}")
                .contains("{CRYPT},_g_:admingroup\n")
                .doesNotContain(shown);
    }

    @Test
    void createAdministrator_passwordChosen_showsAndKeepsNothingOfIt() throws IOException {
        start("correct horse");

        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("Created user admin with the password of SOCACHE_ADMIN_PASSWORD");
        assertThat(Files.readString(file)).contains("admin = ").doesNotContain("horse");
    }

    @Test
    void createAdministrator_tooShort_isRefused() {
        assertThatThrownBy(() -> start("1234567"))
                .hasMessage("SOCACHE_ADMIN_PASSWORD has 7 characters; write at least 8,"
                        + " or unset it to get a random password");
    }

    @Test
    void main_tooShort_printsTheReasonWithoutAStackTraceAndFails() throws Exception {
        ProcessBuilder start = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstStart.class.getName(),
                        file.toString())
                .redirectErrorStream(true);
        start.environment().put(FirstStart.PASSWORD_VARIABLE, "1234567");
        Process process = start.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isOne();
        assertThat(output.lines())
                .containsExactly("SOCACHE_ADMIN_PASSWORD has 7 characters; write at least 8,"
                        + " or unset it to get a random password");
    }

    @Test
    void createAdministrator_fileThatOthersMayRead_isTheOwnersAlone() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        start("correct horse");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void createAdministrator_sameChosenTwice_hashesDiffer() throws IOException {
        start("correct horse");
        String first = Files.readString(file);
        writeTheFileAsShipped();
        start("correct horse");

        assertThat(Files.readString(file)).isNotEqualTo(first);
    }

    @Test
    void createAdministrator_someUserThere_changesNothing() throws IOException {
        Files.writeString(file, "karl = {CRYPT}00{CRYPT},viewer\n");
        start("correct horse");

        assertThat(Files.readString(file)).isEqualTo("karl = {CRYPT}00{CRYPT},viewer\n");
        assertThat(terminal.size()).isZero();
    }

    @Test
    void createAdministrator_groupsOnly_createsTheUser() throws IOException {
        Files.writeString(file, "_g_\\:staff = group,viewer\n");
        start("correct horse");

        assertThat(Files.readString(file)).contains("\nadmin = ");
    }

    private void start(String chosen) throws IOException {
        FirstStart.createAdministrator(
                new UsersFile(file), chosen, new PrintStream(terminal, true, StandardCharsets.UTF_8));
    }
}

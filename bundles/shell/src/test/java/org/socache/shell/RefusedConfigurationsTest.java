// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedConfigurationsTest {

    private static final String OURS = "org.socache.provider.dbm";

    @TempDir
    private Path etc;

    private Path file;
    private RefusedConfigurations refused;

    @BeforeEach
    void savedFile() throws IOException {
        file = Files.writeString(etc.resolve("org.socache.provider.dbm.cfg"), "DbmTimeout = soon\n");
        Files.writeString(etc.resolve("org.socache.dc.server-one.cfg"), "Port = soon\n");
        refused = new RefusedConfigurations(etc, log());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/org.socache.provider.dbm.cfg: DbmTimeout = soon is refused",
                "file:/opt/karaf/etc/org.socache.provider.dbm.cfg: DbmTimeout = soon is refused",
                "org.socache.provider.dbm: DbmTimeout = soon is not a time",
                "org.socache.provider.dbm.cfg is refused, the values before stay in force",
            })
    void findings_afterAnErrorAboutAFile_haveItsMessageAndSayWhereToCorrectIt(String message) {
        refused.logged(entry(OURS, LogLevel.ERROR, message));

        assertThat(refused.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAIL);
            assertThat(finding.text()).isEqualTo(message);
            assertThat(finding.advice()).contains("correct it in " + file);
        });
    }

    @Test
    void findings_fileRefusedTwice_haveTheLastMessage() {
        refused.logged(entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: first"));
        refused.logged(entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: second"));

        assertThat(refused.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).endsWith("second"));
    }

    @Test
    void findings_instanceOfAFactory_isFoundByItsWholeName() {
        refused.logged(entry("org.socache.dc.server", LogLevel.ERROR, "org.socache.dc.server-one.cfg is refused"));

        assertThat(refused.findings()).hasSize(1);
    }

    @Test
    void findings_fileCorrectedOrGone_isFoundNoMore() throws IOException {
        refused.logged(entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: no"));
        Files.writeString(file, "DbmTimeout = 250ms\n");
        assertThat(refused.findings()).isEmpty();

        refused.logged(entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: no"));
        Files.delete(file);
        assertThat(refused.findings()).isEmpty();
    }

    @Test
    void findings_loggedBeforeItListened_areFoundToo() {
        refused = new RefusedConfigurations(etc, log(entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: no")));
        refused.listen();

        assertThat(refused.findings()).hasSize(1);
    }

    @Test
    void findings_fileCorrectedBeforeItListened_isFoundNoMore() throws IOException {
        LogEntry before = entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: no");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        refused = new RefusedConfigurations(etc, log(before));
        refused.listen();

        assertThat(refused.findings()).isEmpty();
    }

    @Test
    void findings_loggedTwiceBeforeItListened_haveTheLastMessage() {
        refused = new RefusedConfigurations(
                etc,
                log(
                        entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: second"),
                        entry(OURS, LogLevel.ERROR, "org.socache.provider.dbm.cfg: first")));
        refused.listen();

        assertThat(refused.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).endsWith("second"));
    }

    @Test
    void findings_ofAnythingElse_areNone() {
        refused.logged(entry(OURS, LogLevel.WARN, "org.socache.provider.dbm.cfg: only a warning"));
        refused.logged(entry("com.example", LogLevel.ERROR, "org.socache.provider.dbm.cfg: somebody else's"));
        refused.logged(entry(OURS, LogLevel.ERROR, "disk full"));
        refused.logged(entry(OURS, LogLevel.ERROR, "org.socache.no.such.cfg: there is no such file"));

        assertThat(refused.findings()).isEmpty();
    }

    private static LogEntry entry(String bundle, LogLevel level, String message) {
        Bundle from = stub(Bundle.class, "getSymbolicName", bundle);
        return (LogEntry) Proxy.newProxyInstance(
                LogEntry.class.getClassLoader(),
                new Class<?>[] {LogEntry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBundle" -> from;
                    case "getLogLevel" -> level;
                    case "getMessage" -> message;
                    case "getTime" -> System.currentTimeMillis();
                    default -> null;
                });
    }

    private static LogReaderService log(LogEntry... entries) {
        return stub(LogReaderService.class, "getLog", Collections.enumeration(List.of(entries)));
    }

    private static <T> T stub(Class<T> type, String name, Object value) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals(name) ? value : null));
    }
}

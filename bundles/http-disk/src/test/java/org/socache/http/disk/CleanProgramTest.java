// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;

import static org.assertj.core.api.Assertions.assertThat;

/** The process that bin/htcacheclean starts: it knows the node's tree, and -d leaves it in the background. */
class CleanProgramTest {

    private static final String URL = "http://www.example.com:80/1?";

    @TempDir
    private Path base;

    private Path root;
    private String printed;

    @BeforeEach
    void node() throws IOException {
        root = base.resolve("files");
        Files.createDirectories(base.resolve("etc"));
        configure("CacheRoot = files\nCacheDirLevels = 1\n");
        Tree tree = new Tree(root, 1, 2);
        EntryName name = EntryName.of(URL.getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectories(tree.directory(name));
        long later = System.currentTimeMillis() + 3_600_000;
        Header header = new Header(200, 0, 0, later, 1000, 2000, 3000, URL, new byte[100]);
        Files.write(tree.header(name), header.encode().array());
    }

    private void configure(String directives) throws IOException {
        Files.writeString(base.resolve("etc/" + DiskConfiguration.PID + ".cfg"), directives);
    }

    private int run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkaraf.base=" + base,
                "-Dkaraf.data=" + base,
                "-cp",
                System.getProperty("java.class.path"),
                CleanProgram.class.getName()));
        line.addAll(List.of(arguments));
        Path output = base.resolve("output");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        printed = Files.readString(output);
        return process.exitValue();
    }

    @Test
    void withoutRoot_takesTheOneOfTheNode() throws Exception {
        assertThat(run("-a")).isZero();

        assertThat(printed.trim()).isEqualTo(URL);
    }

    @Test
    void variables_areTheNodes() throws Exception {
        Files.writeString(base.resolve("etc/system.properties"), "of.node = ${karaf.data}\n");
        configure("CacheDirLevels = 1\nCacheRoot = ${of.node}${of.file}\nof.file = /files\n");

        assertThat(run("-a")).isZero();

        assertThat(printed.trim()).isEqualTo(URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CacheRoot = ${nobody.knows}",
                "CacheRoot = $[secret:root]",
                "CacheRoot = files\nCacheDirLevels = many"
            })
    void wrongConfiguration_isRefused_butDoesNotMatterForAnotherTree(String directives) throws Exception {
        configure(directives);

        assertThat(run("-a")).isEqualTo(1);
        assertThat(printed).contains("org.socache.http.disk.cfg", directives.replaceAll("(?s).*= ", ""));
        assertThat(run("-a", "-p", root.toString())).isZero();
        assertThat(printed.trim()).isEqualTo(URL);
    }

    @Test
    void repeated_goesOnInTheBackground_untilItIsStopped() throws Exception {
        Path pid = base.resolve("pid");

        assertThat(run("-td60", "-l1M", "-P" + pid)).isZero();

        ProcessHandle background =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow();
        assertThat(background.isAlive()).isTrue();
        background.destroy();
        Awaitility.await().until(() -> !background.isAlive());
    }

    @Test
    void repeated_thatCannotBegin_saysSoAtOnce() throws Exception {
        assertThat(run("-p", base.resolve("none").toString(), "-d60", "-l1M")).isEqualTo(1);
        assertThat(printed).contains("is no directory");

        assertThat(run("-vd60", "-l1M")).isEqualTo(1);
        assertThat(printed).contains("-d excludes");
    }
}

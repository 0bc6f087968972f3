// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.socache.itests.harness.Ports;

import static org.awaitility.Awaitility.await;

/** The npm package http-cache-tests: its origin, running on this machine alone, and its client. */
final class Suite implements AutoCloseable {

    private static final Path DIRECTORY = Path.of(System.getProperty("socache.suite"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of the client; it takes a quarter of it on an idle machine. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final int port = Ports.anyFree();
    private final Process origin;

    private Suite() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "node", "--no-warnings", "--require", "../../loopback.cjs", "server/server.mjs")
                .directory(DIRECTORY.resolve("node_modules/http-cache-tests").toFile())
                .redirectErrorStream(true)
                .redirectOutput(file("origin.log"));
        builder.environment().put("npm_config_protocol", "http");
        builder.environment().put("npm_config_port", String.valueOf(port));
        builder.environment().put("npm_config_pidfile", file("origin.pid").toString());
        origin = builder.start();
    }

    /** Starts the origin. */
    static Suite start() throws IOException {
        Suite suite = new Suite();
        await("the suite's origin (see " + file("origin.log") + ")")
                .atMost(PATIENCE)
                .until(() -> Files.readString(file("origin.log").toPath()).contains("Listening on http://127.0.0.1:"));
        return suite;
    }

    int port() {
        return port;
    }

    /** Runs all tests, or those named, against the cache at a URL without final slash. */
    List<Verdict> run(String base, Collection<String> ids) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "--no-warnings", "run.mjs", base));
        command.addAll(ids);
        File output = file("verdicts.tsv");
        Process client = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectError(file("client.log"))
                .redirectOutput(output)
                .start();
        try {
            if (!client.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the suite did not end within " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        } finally {
            client.destroyForcibly();
        }
        if (client.exitValue() != 0) {
            throw new IllegalStateException(
                    "the suite failed: " + Files.readString(file("client.log").toPath()));
        }
        return Files.readAllLines(output.toPath()).stream().map(Verdict::parse).collect(Collectors.toList());
    }

    private static File file(String name) {
        return DIRECTORY.resolve(name).toFile();
    }

    @Override
    public void close() {
        origin.destroyForcibly();
    }
}

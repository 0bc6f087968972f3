// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.socache.itests.harness.Children;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;

import static org.awaitility.Awaitility.await;

/**
 * Prometheus with the manual's own files: only the address, the file with the password and the pace are other ones. It asks
 * the node as a viewer.
 */
final class PrometheusServer implements AutoCloseable {

    private static final String PASSWORD = "prometheus-for-tests";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Path directory;
    private final int port = Ports.anyFree();
    private final Process process;

    private PrometheusServer(Path directory) throws IOException {
        this.directory = directory;
        process = Children.endWithUs(new ProcessBuilder(
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.out").toFile())
                .start());
    }

    /** Starts it, with a user of its own on the node, and waits until it answers. */
    static PrometheusServer watching(Karaf karaf) throws IOException {
        karaf.append("etc/users.properties", "prometheus = " + PASSWORD + ",viewer");
        Path directory = Files.createTempDirectory(karaf.file("data").toAbsolutePath(), "prometheus");
        Path manual = ManualJourney.ROOT.resolve("docs/monitoring");
        Files.copy(manual.resolve("socache-rules.yml"), directory.resolve("socache-rules.yml"));
        Files.writeString(directory.resolve("password"), PASSWORD);
        Files.writeString(
                directory.resolve("prometheus.yml"),
                "global:\n  scrape_interval: 500ms\n  evaluation_interval: 500ms\n"
                        + Files.readString(manual.resolve("prometheus.yml"))
                                .replace("/etc/prometheus/socache.password", directory.resolve("password") + "")
                                .replace(
                                        "127.0.0.1:8181",
                                        "127.0.0.1:" + karaf.ports().http()));
        PrometheusServer server = new PrometheusServer(directory);
        try {
            await("Prometheus of " + directory)
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> server.get("/-/ready").contains("Ready"));
        } catch (RuntimeException fault) {
            server.close();
            throw fault;
        }
        return server;
    }

    /** The answer to a query as JSON. */
    String query(String expression) throws IOException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    String rules() throws IOException {
        return get("/api/v1/rules");
    }

    private String get(String path) throws IOException {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(LIMIT)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException interrupted) {
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly(); // nobody needs what it has gathered, which it would write first
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Prometheus in " + directory + " did not stop within 20 s");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException("interrupted", interrupted);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Types into a running node what a chapter shows, from its first block to its last, and compares what is printed. The ports,
 * the password and the web server of the manual are those of the test's; commands of the machine run in the node's directory.
 */
final class Typist implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    /** What several commands of the shell print comes in one text: a login costs more than most of them. */
    private static final String NEXT = "=== the next command ===";

    private final Karaf karaf;
    private final HttpServer origin;
    private final Map<String, String> here = new LinkedHashMap<>();

    /** A configuration takes effect a moment after it was saved, a feature after it was installed. */
    private boolean settling;

    Typist(Karaf karaf) throws IOException {
        this.karaf = karaf;
        this.origin = origin();
        Ports ports = karaf.ports();
        for (int port : List.of(8181, 8443, 8480, 8101, 11_099, 1099)) {
            here.put("\\b" + port + "\\b", String.valueOf(port + ports.offset()));
        }
        here.put("127\\.0\\.0\\.1:9000", "127.0.0.1:" + origin.getAddress().getPort());
        here.put("-u admin(:\\.\\.\\.)? ", "-u admin:" + Karaf.PASSWORD + " ");
        here.put("/opt/karaf/", karaf.file("").toAbsolutePath() + "/");
        here.put("/dev/shm/", "/dev/shm/of-node-" + karaf.pid() + "-");
    }

    /** The web server that stands behind the cache in the manual. */
    private static HttpServer origin() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.anyFree()), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            byte[] page = exchange.getRequestURI().toString().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Override
    public void close() throws IOException {
        origin.stop(0);
        try (var left = Files.newDirectoryStream(Path.of("/dev/shm"), "of-node-" + karaf.pid() + "-*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    private String here(String shown) {
        String text = shown;
        for (Map.Entry<String, String> replacement : here.entrySet()) {
            text = text.replaceAll(replacement.getKey(), replacement.getValue());
        }
        return text;
    }

    void type(ShownBlock block) {
        switch (block.kind()) {
            case TYPED -> typeAll(ShownSession.in(block));
            case CONFIGURATION -> configure(block);
            case EXCERPT ->
                assertThat(words(karaf.read(block.title())))
                        .as(block.toString())
                        .contains(words(block.text()));
            default -> { // nothing to type
            }
        }
    }

    private static String words(String text) {
        return text.replaceAll("[\\s\\\\]+", " ").trim();
    }

    private void configure(ShownBlock block) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : block.keys()) {
            values.put(line.replaceFirst("\\s*=.*", ""), here(line.replaceFirst("[^=]*=\\s*", "")));
        }
        karaf.edit(block.title(), values);
        String name = new File(block.title()).getName();
        await(block + " to be read")
                .atMost(PATIENCE)
                .pollInterval(INTERVAL)
                .untilAsserted(
                        () -> assertThat(karaf.shell("config:list \"(felix.fileinstall.filename=*/" + name + ")\""))
                                .contains(values.values()));
        settling = true;
    }

    private void typeAll(List<ShownSession> sessions) {
        boolean changed = false;
        for (List<ShownSession> run : runs(sessions)) {
            if (settling || changed) {
                await(run.get(0).toString())
                        .atMost(PATIENCE)
                        .pollInterval(INTERVAL)
                        .untilAsserted(() -> typeRun(run));
            } else {
                typeRun(run);
            }
            changed |= run.stream().anyMatch(ShownSession::changesTheNode);
        }
        settling = changed;
    }

    /** Commands of the shell that follow one another are one login's; those of the machine come alone. */
    private static List<List<ShownSession>> runs(List<ShownSession> sessions) {
        List<List<ShownSession>> runs = new ArrayList<>();
        for (ShownSession session : sessions) {
            List<ShownSession> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
            if (session.shell() && !last.isEmpty() && last.get(0).shell()) {
                last.add(session);
            } else {
                runs.add(new ArrayList<>(List.of(session)));
            }
        }
        return runs;
    }

    private void typeRun(List<ShownSession> run) {
        if (run.get(0).isLogin()) {
            return; // it asks for a password; the commands behind karaf@root()> come by that way
        }
        if (!run.get(0).shell()) {
            assertPrints(run.get(0), machine(run.get(0).command()));
            return;
        }
        List<String> commands =
                run.stream().map(session -> here(session.command())).toList();
        String[] printed =
                karaf.shell(String.join("; echo \"" + NEXT + "\"; ", commands)).split(NEXT);
        for (int i = 0; i < run.size(); i++) {
            assertPrints(
                    run.get(i), i < printed.length ? printed[i] : "nothing; before: " + printed[printed.length - 1]);
        }
    }

    private void assertPrints(ShownSession session, String printed) {
        Iterator<String> lines =
                printed.lines().map(ShownSession::substance).toList().iterator();
        for (String wanted : session.substance(this::here)) {
            boolean found = false;
            while (!found && lines.hasNext()) {
                found = lines.next().contains(wanted);
            }
            assertThat(found)
                    .as("%s%nshows:   %s%nprinted: %s", session, wanted, printed)
                    .isTrue();
        }
        assertThat(printed).as(session.toString()).doesNotContain("Command not found", "Error executing command");
    }

    /** What a command of the machine prints in the node's directory. */
    String machine(String command) {
        Path out = karaf.file("manual.out");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", here(command).replaceFirst("^curl", "curl -sS -m 20"))
                .directory(karaf.file("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        shell.environment()
                .put("SOCACHE_PORT_OFFSET", String.valueOf(karaf.ports().offset()));
        try {
            Process process = shell.start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
            String printed = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(process.exitValue())
                    .as("%s%nprinted: %s", command, printed)
                    .isZero();
            return printed;
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(command, fault);
        }
    }
}

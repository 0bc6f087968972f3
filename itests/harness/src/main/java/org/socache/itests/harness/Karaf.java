// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/** One Karaf: an unpacked archive and, while it runs, a process of its own. */
public final class Karaf implements AutoCloseable {

    /** Of the user {@code admin} on every node of a test. */
    public static final String PASSWORD = "for-tests-only";

    /** A boot takes 5 s of processor time, and a machine may have thirty others to serve. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A node of a test lives for seconds: to compile for the long run takes half of the processor time of its boot. */
    private static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final Path home;
    private final Ports ports;
    private final Map<String, String> environment;
    private Process process;

    private Karaf(Path home, Ports ports, Map<String, String> environment) {
        this.home = home;
        this.ports = ports;
        this.environment = environment;
    }

    /** A node of our distribution, not started yet. */
    public static Karaf ofDistribution(Path archive, Path home) {
        Ports ports = Ports.free();
        unpack(archive, home);
        return new Karaf(
                home,
                ports,
                Map.of("SOCACHE_PORT_OFFSET", String.valueOf(ports.offset()), "SOCACHE_ADMIN_PASSWORD", PASSWORD));
    }

    /** Karaf as its project releases it, with an administrator added, not started yet. */
    public static Karaf stock(Path archive, Path home) {
        Ports ports = Ports.free();
        unpack(archive, home);
        Karaf karaf = new Karaf(home, ports, ports.asKarafEnvironment());
        karaf.append("etc/users.properties", "admin = " + PASSWORD + ",group,admin,manager,viewer,systembundles,ssh");
        return karaf;
    }

    private static void unpack(Path archive, Path home) {
        try {
            deleteTree(home);
            Files.createDirectories(home);
            Process tar = new ProcessBuilder(
                            "tar", "-xzf", archive.toString(), "-C", home.toString(), "--strip-components=1")
                    .inheritIO()
                    .start();
            if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
                throw new IllegalStateException("cannot unpack " + archive + " to " + home);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    // Life

    /** Starts the process and waits until an administrator can log in over JMX and SSH. */
    public Karaf start() {
        launch();
        return awaitUp();
    }

    /** Waits until an administrator can log in over JMX and SSH to what was launched. */
    public Karaf awaitUp() {
        try {
            await("JMX and SSH of " + home)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isAlive() && answersJmx() && answersSsh());
        } catch (RuntimeException fault) {
            throw new IllegalStateException("see threads.txt and data/log/karaf.log in " + setAside(), fault);
        }
        return this;
    }

    /** Ends the process and keeps its directory, with what its threads did, from the second attempt of a test. */
    private Path setAside() {
        if (process.isAlive()) {
            keepThreads();
            kill();
        }
        Path aside = home.resolveSibling(home.getFileName() + "-never-up");
        try {
            deleteTree(aside);
            return Files.move(home, aside);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Starts the process and waits for nothing. */
    public void launch() {
        process = Children.endWithUs(command("bin/karaf", "daemon"));
    }

    /** Runs a script of bin/ to its end. */
    public void run(String script) {
        try {
            Process command = command(script);
            if (!command.waitFor(60, TimeUnit.SECONDS) || command.exitValue() != 0) {
                throw new IllegalStateException(script + " failed: " + read("out"));
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private Process command(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("out").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("KARAF_") || name.startsWith("SOCACHE_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("EXTRA_JAVA_OPTS", SHORT_LIFE);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private boolean isAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Karaf ended with status " + process.exitValue() + ": " + read("out"));
        }
        return true;
    }

    private boolean answersJmx() {
        try (Jmx jmx = jmx()) {
            return jmx.has("org.apache.karaf:type=bundle,name=root");
        } catch (IOException | SecurityException notYet) {
            // the connector may be there before the realm that it asks
            return false;
        }
    }

    private boolean answersSsh() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.ssh())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As an operator stops it: SIGTERM, and all bundles get their turn. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** {@code kill -9}: nothing is flushed, nothing is closed. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Writes what its threads do at this moment to {@code threads.txt}. */
    void keepThreads() {
        keepThreads(file("threads.txt"));
    }

    /** Keeps the log, and what the threads do, beside the directory of a node that goes on: a second attempt begins it anew. */
    void keepEvidence(String of) {
        keepThreads(home.resolveSibling(home.getFileName() + "-" + of + "-threads.txt"));
        try {
            Path log = home.resolveSibling(home.getFileName() + "-" + of + ".log");
            Files.copy(file("data/log/karaf.log"), log, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void keepThreads(Path to) {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), pid() + "", "Thread.print")
                    .redirectErrorStream(true)
                    .redirectOutput(to.toFile())
                    .start()
                    .waitFor(20, TimeUnit.SECONDS);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("Karaf in " + home + " did not stop within 60 s");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    // Tools

    /** Of the JVM: the start script becomes it. */
    public long pid() {
        return process.pid();
    }

    public Ports ports() {
        return ports;
    }

    /** A browser. */
    public Browser browser() {
        return new Browser("http://127.0.0.1:" + ports.http());
    }

    /** JConsole, logged in as administrator. */
    public Jmx jmx() throws IOException {
        return jmx("admin", PASSWORD);
    }

    public Jmx jmx(String user, String password) throws IOException {
        return Jmx.connect(ports.jmxUrl(), user, password);
    }

    /** What the Karaf shell prints for a command, given over SSH as administrator. */
    public String shell(String command) {
        return shell("admin", PASSWORD, command);
    }

    public String shell(String user, String password, String command) {
        return Ssh.run(ports.ssh(), user, password, command);
    }

    // Files, named from the home directory

    public Path file(String name) {
        return home.resolve(name);
    }

    public String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** What the log has of a level. */
    public List<String> logged(String level) {
        return read("data/log/karaf.log")
                .lines()
                .filter(line -> line.contains("| " + level))
                .toList();
    }

    public void append(String name, String... lines) {
        try {
            Files.write(file(name), List.of(lines), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Sets a key in a file of etc/ as an editor does: one line changes, and the file is saved in one go. */
    public void edit(String name, String key, String value) {
        edit(name, Map.of(key, value));
    }

    /** The same with several keys; a file that is not there begins empty. */
    public void edit(String name, Map<String, String> values) {
        String text = Files.exists(file(name)) ? read(name) : "";
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = with(text, value.getKey(), value.getKey() + " = " + value.getValue());
        }
        try {
            Path draft = Files.writeString(file(name + ".draft"), text);
            Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String with(String text, String key, String line) {
        Matcher there =
                Pattern.compile("(?mi)^\\h*" + Pattern.quote(key) + "\\h*=.*$").matcher(text);
        return there.find() ? there.replaceFirst(Matcher.quoteReplacement(line)) : text + "\n" + line + "\n";
    }
}

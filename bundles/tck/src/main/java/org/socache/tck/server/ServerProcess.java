// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static org.awaitility.Awaitility.await;

/** A server of its own process on a loopback port. Only processes started here are ever ended here. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** Where a build is broken off, they end with the JVM of its tests. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    private ServerProcess(int port, List<String> command, Map<String, String> environment, Path log) {
        this.port = port;
        this.command = command;
        this.environment = environment;
        this.log = log;
    }

    /**
     * Starts a server and waits until it accepts connections.
     *
     * @param command the program and its arguments, which make it listen on {@code port} of 127.0.0.1
     * @param directory where its log goes
     */
    public static ServerProcess start(int port, List<String> command, Path directory) {
        return start(port, command, directory, Map.of());
    }

    static ServerProcess start(int port, List<String> command, Path directory, Map<String, String> environment) {
        String program = Path.of(command.get(0)).getFileName().toString();
        ServerProcess server =
                new ServerProcess(port, command, environment, directory.resolve(program + "-" + port + ".log"));
        server.start();
        return server;
    }

    /** The program of that name, in the directories where systems keep their programs. */
    public static String program(String name, String debianPackage) {
        for (String directory :
                List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin")) {
            Path program = Path.of(directory, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new IllegalStateException(
                name + " is not installed; these tests need it: apt-get install " + debianPackage);
    }

    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** What the server has written so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, for the first time or again, on the same port. */
    public void start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            process = builder.directory(log.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(20)).until(this::accepts);
    }

    /** kill -9, of the server and of its children. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        waitForEnd();
    }

    /** SIGSTOP: connections stay open and are even accepted, and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            thaw();
            kill();
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean accepts() {
        if (!process.isAlive()) {
            throw new IllegalStateException(String.join(" ", command) + " ended at once: " + log());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/** Debian's redis-server, alone, watched by sentinels, or as a cluster. Nothing is kept on disk. */
public final class RedisServers {

    private static final String PACKAGE = "redis-server";

    private RedisServers() {}

    /** One server; {@code options} as on the command line, for instance {@code --maxmemory 4mb}. */
    public static ServerProcess single(Path directory, String... options) {
        int port = Ports.free();
        List<String> command = new ArrayList<>(
                List.of(ServerProcess.program("redis-server", PACKAGE), "--port", String.valueOf(port), "--bind"));
        command.addAll(List.of("127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"));
        command.addAll(List.of(options));
        return ServerProcess.start(port, command, directory);
    }

    /** One server that speaks TLS alone, and asks its clients for no certificate. */
    public static ServerProcess secure(Path directory, Path certificate, Path key) {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(ServerProcess.program("redis-server", PACKAGE), "--port", "0"));
        command.addAll(List.of("--tls-port", String.valueOf(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--tls-cert-file", certificate.toString(), "--tls-key-file", key.toString()));
        command.addAll(List.of("--tls-ca-cert-file", certificate.toString(), "--tls-auth-clients", "no"));
        return ServerProcess.start(port, command, directory);
    }

    /** A sentinel that watches the master under the name {@code mymaster} and takes it for dead after half a second. */
    public static ServerProcess sentinel(Path directory, ServerProcess master, int quorum) {
        int port = Ports.free();
        Path configuration = directory.resolve("sentinel-" + port + ".conf");
        write(
                configuration,
                String.join(
                        "\n",
                        "port " + port,
                        "bind 127.0.0.1",
                        "sentinel monitor mymaster 127.0.0.1 " + master.port() + " " + quorum,
                        "sentinel down-after-milliseconds mymaster 500",
                        "sentinel failover-timeout mymaster 3000",
                        ""));
        String program = ServerProcess.program("redis-server", PACKAGE);
        return ServerProcess.start(port, List.of(program, configuration.toString(), "--sentinel"), directory);
    }

    /** A cluster of nodes that share the slots and go on when one is dead. */
    public static List<ServerProcess> cluster(Path directory, int nodes) {
        List<ServerProcess> cluster = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            cluster.add(single(
                    directory,
                    "--cluster-enabled",
                    "yes",
                    "--cluster-config-file",
                    "nodes-" + n + ".conf",
                    "--cluster-node-timeout",
                    "1000",
                    "--cluster-require-full-coverage",
                    "no"));
        }
        List<String> arguments = new ArrayList<>(List.of("--cluster", "create"));
        cluster.forEach(node -> arguments.add(node.address()));
        arguments.add("--cluster-yes");
        cli(arguments.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cluster.stream()
                        .allMatch(node -> cli(node, "cluster", "info").contains("cluster_state:ok")));
        return cluster;
    }

    /** Runs redis-cli against a server and returns what it printed. */
    public static String cli(ServerProcess server, String... command) {
        return cli(server.port(), command);
    }

    /** Runs redis-cli against the server at a port of 127.0.0.1. */
    public static String cli(int port, String... command) {
        List<String> arguments = new ArrayList<>(List.of("-p", String.valueOf(port)));
        arguments.addAll(List.of(command));
        return cli(arguments.toArray(String[]::new));
    }

    private static String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ServerProcess.program("redis-cli", "redis-tools")));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor(30, TimeUnit.SECONDS);
            return printed.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

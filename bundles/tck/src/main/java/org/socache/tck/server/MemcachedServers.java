// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Debian's memcached. */
public final class MemcachedServers {

    private MemcachedServers() {}

    /** One server that speaks TLS alone, and asks its clients for no certificate. */
    public static ServerProcess secure(Path directory, Certificates certificates) {
        return single(
                directory,
                "-Z",
                "-o",
                "ssl_chain_cert=" + certificates.certificate() + ",ssl_key=" + certificates.key());
    }

    /**
     * One server that lets nobody in but this user (SASL, mechanism PLAIN). Debian's memcached asks Cyrus's library, which
     * asks the database that saslpasswd2 writes.
     */
    public static ServerProcess closed(Path directory, String user, String password) throws IOException {
        Path database = directory.resolve("sasldb");
        Path configuration = Files.createDirectories(directory.resolve("sasl"));
        Files.writeString(
                configuration.resolve("memcached.conf"),
                "mech_list: plain\npwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: " + database + "\n");
        Process saslpasswd = new ProcessBuilder(
                        ServerProcess.program("saslpasswd2", "sasl2-bin"),
                        "-p",
                        "-c",
                        "-f",
                        database.toString(),
                        "-a",
                        "memcached",
                        user)
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = saslpasswd.getOutputStream()) {
            input.write(password.getBytes(UTF_8));
        }
        String said = new String(saslpasswd.getInputStream().readAllBytes(), UTF_8);
        if (!Files.exists(database)) {
            throw new IllegalStateException("saslpasswd2 made no database: " + said);
        }
        return start(directory, Map.of("SASL_CONF_PATH", configuration.toString()), "-S");
    }

    /** One server; {@code options} as on the command line, for instance {@code -m 8}. */
    public static ServerProcess single(Path directory, String... options) {
        return start(directory, Map.of(), options);
    }

    private static ServerProcess start(Path directory, Map<String, String> environment, String... options) {
        int port = Ports.free();
        List<String> command =
                new ArrayList<>(List.of(ServerProcess.program("memcached", "memcached"), "-l", "127.0.0.1", "-p"));
        // started by root it insists on being told whom to become
        command.addAll(List.of(String.valueOf(port), "-U", "0", "-u", System.getProperty("user.name")));
        command.addAll(List.of(options));
        return ServerProcess.start(port, command, directory, environment);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl s_client}: one connection, one page, and what was agreed on the way. */
public final class TlsClient {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern HANDSHAKE = Pattern.compile("(?m)^(New|Reused), TLSv");
    private static final Pattern STAPLE = Pattern.compile("Cert Status: (\\w+)");

    private final Path directory;
    private final List<String> options;

    /**
     * Makes one.
     *
     * @param directory where its files are: sessions, certificates
     * @param options of s_client, such as {@code -tls1_2}
     */
    public TlsClient(Path directory, String... options) {
        this.directory = directory;
        this.options = List.of(options);
    }

    /** What was agreed. */
    public record Handshake(String output, Duration took) {

        /** {@code New} or {@code Reused}; {@code failed} if there was no page at the end of it. */
        public String kind() {
            Matcher handshake = HANDSHAKE.matcher(output);
            return handshake.find() && output.contains("HTTP/1.1 200") ? handshake.group(1) : "failed";
        }

        /** What the stapled response says; {@code none} without one. */
        public String staple() {
            Matcher status = STAPLE.matcher(output);
            return status.find() ? status.group(1) : "none";
        }
    }

    /** Gets the page over a connection of its own. */
    public Handshake get(int port, String path, String... more) {
        List<String> command =
                new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-ign_eof", "-status"));
        command.addAll(options);
        command.addAll(List.of(more));
        long start = System.nanoTime();
        String output = run(command, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return new Handshake(output, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Makes a certificate that vouches for itself: NAME.crt and NAME.key. */
    public static void selfSigned(Path directory, String name) {
        new TlsClient(directory)
                .run(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:prime256v1",
                                "-nodes",
                                "-keyout",
                                name + ".key",
                                "-out",
                                name + ".crt",
                                "-subj",
                                "/CN=" + name,
                                "-days",
                                "2"),
                        "");
    }

    private String run(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            Thread guard = new Thread(() -> endAfterLimit(process));
            guard.setDaemon(true);
            guard.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException refused) {
                // it has ended already, and its output says why
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
        }
    }
}

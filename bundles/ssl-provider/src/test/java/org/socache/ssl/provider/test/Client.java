// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openssl s_client}, one connection at a time. */
public final class Client {

    private static final Pattern HANDSHAKE = Pattern.compile("(?m)^(New|Reused), TLSv");
    /** Anywhere: s_client writes what it receives into the middle of what it reports. */
    private static final Pattern GREETING = Pattern.compile("peer=(.*?);");

    private final Path directory;
    private final List<String> options;

    /** @param options of s_client, as {@code -tls1_2 -no_ticket} */
    public Client(Path directory, String... options) {
        this.directory = directory;
        this.options = List.of(options);
    }

    /** This client with more options. */
    public Client with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Client(directory, all.toArray(String[]::new));
    }

    /** Shows a certificate to servers that ask for one. */
    public Client as(String name) {
        return with("-cert", name + ".crt", "-key", name + ".key");
    }

    /** Connects without a session and keeps the one it is given in that file. */
    public Answer save(int port, String session) {
        return connect(port, "-sess_out", session);
    }

    /** Connects with the session from one file, and keeps what it is given in the other. */
    public Answer resume(int port, String session, String next) {
        return connect(port, "-sess_in", session, "-sess_out", next);
    }

    /** Connects with the session from that file. */
    public Answer resume(int port, String session) {
        return connect(port, "-sess_in", session);
    }

    /** Connects, asks, waits for the answer to end. */
    public Answer connect(int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port, "-ign_eof"));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        return new Answer(Openssl.attempt(directory, "hello\n", arguments.toArray(String[]::new))
                .output());
    }

    /** What s_client printed. */
    public record Answer(String output) {

        /** {@code New} or {@code Reused}; {@code failed} if the server did not answer. */
        public String handshake() {
            Matcher handshake = HANDSHAKE.matcher(output);
            return handshake.find() && GREETING.matcher(output).find() ? handshake.group(1) : "failed";
        }

        /** Who the server takes the client for. */
        public String peer() {
            Matcher greeting = GREETING.matcher(output);
            return greeting.find() ? greeting.group(1) : "failed";
        }
    }
}

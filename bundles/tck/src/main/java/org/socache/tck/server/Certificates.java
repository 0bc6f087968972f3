// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate for 127.0.0.1 that is its own authority, made by openssl.
 *
 * @param certificate in PEM
 * @param key in PEM, without a password
 */
public record Certificates(Path certificate, Path key) {

    /** Makes one in that directory. */
    public static Certificates make(Path directory) throws IOException, InterruptedException {
        Certificates made = new Certificates(directory.resolve("server.pem"), directory.resolve("server.key"));
        Path log = directory.resolve("openssl.log");
        List<String> request = List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj");
        List<String> names = List.of("/CN=socache test", "-addext", "subjectAltName=IP:127.0.0.1");
        List<String> files = List.of("-keyout", made.key.toString(), "-out", made.certificate.toString());
        List<String> command = new ArrayList<>(List.of(ServerProcess.program("openssl", "openssl")));
        command.addAll(request);
        command.addAll(names);
        command.addAll(files);
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("openssl ended with " + status + ": " + Files.readString(log));
        }
        return made;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the openssl command. */
public final class Openssl {

    private static final int LIMIT_SECONDS = 30;

    private Openssl() {}

    /** What the command printed on both its outputs; fails if it fails. */
    public static String run(Path directory, String... arguments) {
        Result result = attempt(directory, "", arguments);
        if (result.exit() != 0) {
            throw new IllegalStateException("openssl " + String.join(" ", arguments) + ": " + result.output());
        }
        return result.output();
    }

    /** How the command ended. */
    public record Result(int exit, String output) {}

    /** Runs the command with that standard input. */
    public static Result attempt(Path directory, String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, "openssl", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end within " + LIMIT_SECONDS + " s");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            Files.delete(output);
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

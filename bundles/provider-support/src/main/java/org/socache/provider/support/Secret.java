// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A password that comes from the configuration ({@code XPassword}), from a file ({@code XPasswordFile}) or from an
 * environment variable ({@code XPasswordEnv}), and never shows itself. A file is read whenever the password is needed, so
 * a changed password takes effect with the next connection.
 */
public final class Secret {

    private final Supplier<String> source;

    private Secret(Supplier<String> source) {
        this.source = source;
    }

    /** The secret that the directives beginning with {@code prefix} name, if any. */
    public static Optional<Secret> of(Directives directives, String prefix) {
        String key = prefix + "Password";
        Optional<Secret> file = directives.text(key + "File").map(path -> new Secret(() -> readFile(key, path)));
        Optional<Secret> variable = directives.text(key + "Env").map(name -> new Secret(() -> readVariable(key, name)));
        Optional<Secret> literal = directives.text(key).map(text -> new Secret(() -> text));
        return file.or(() -> variable).or(() -> literal);
    }

    /** The password now. */
    public String reveal() {
        return source.get();
    }

    /** Stars. */
    @Override
    public String toString() {
        return "***";
    }

    private static String readFile(String key, String path) {
        try {
            return Files.readString(Path.of(path), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(key + "File = " + path + " cannot be read", e);
        }
    }

    private static String readVariable(String key, String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(key + "Env = " + name + " is not set in the environment");
        }
        return value;
    }
}

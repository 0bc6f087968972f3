// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Provider {@code file}: AuthUserFile as htpasswd ({@code user:hash}) or htdigest ({@code user:realm:HA1}) writes it. Read at
 * every question, as mod_authn_file does, so a change holds at once; the cache is what makes that cheap.
 */
final class UserFile implements AuthnProvider {

    private static final String COMMENT = "#";

    private final Path file;
    private final Decoy decoy = new Decoy();

    UserFile(Path file) {
        this.file = file;
    }

    @Override
    public String passwordHash(String user) throws AuthnProviderException {
        return valueAfter(user + ':');
    }

    @Override
    public Boolean checkPassword(String user, char[] password) throws AuthnProviderException {
        return decoy.check(password, passwordHash(user));
    }

    @Override
    public String realmHash(String user, String realm) throws AuthnProviderException {
        return valueAfter(user + ':' + realm + ':');
    }

    /**
     * A line that was commented out lets nobody in, not even one who calls himself {@code #alice}. Compared byte for byte, one
     * character each: a name in another encoding than UTF-8 is nobody's, and no reason to refuse the file.
     */
    private String valueAfter(String fields) throws AuthnProviderException {
        String start = new String(fields.getBytes(UTF_8), ISO_8859_1);
        try (Stream<String> lines = Files.lines(file, ISO_8859_1)) {
            return lines.filter(line -> !line.startsWith(COMMENT) && line.startsWith(start))
                    .map(line -> line.substring(start.length()).trim())
                    .filter(value -> !value.isEmpty())
                    .map(value -> value.split(":", 2)[0])
                    .findFirst()
                    .orElse(null);
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            throw new AuthnProviderException("AuthUserFile " + file + " cannot be read: " + unreadable, unreadable);
        }
    }
}

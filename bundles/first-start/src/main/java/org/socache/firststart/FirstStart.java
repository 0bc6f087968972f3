// SPDX-License-Identifier: Apache-2.0
package org.socache.firststart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Creates the user {@code admin} if the distribution has no user yet. Karaf admits nobody then, and a default password
 * would admit everybody. The password is that of the environment variable {@code SOCACHE_ADMIN_PASSWORD}, or else a
 * random one that is shown this once; the file gets a salted hash.
 */
public final class FirstStart {

    static final String PASSWORD_VARIABLE = "SOCACHE_ADMIN_PASSWORD";

    /** 120 bits, 20 characters of Base64 without padding. */
    private static final int RANDOM_BYTES = 15;

    private static final int MIN_LENGTH = 8;

    private FirstStart() {}

    /** Called by {@code bin/setenv} with the path of {@code etc/users.properties}. */
    public static void main(String[] arguments) throws IOException {
        try {
            createAdministrator(new UsersFile(Path.of(arguments[0])), System.getenv(PASSWORD_VARIABLE), System.out);
        } catch (IllegalArgumentException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    static void createAdministrator(UsersFile users, String chosen, PrintStream terminal) throws IOException {
        if (users.hasUser()) {
            return;
        }
        if (chosen == null) {
            String password = randomPassword();
            users.addAdministrator(password);
            terminal.println("Created user admin with password " + password
                    + " (shown only this once; kept as a hash in " + users + ")");
        } else if (chosen.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(PASSWORD_VARIABLE + " has " + chosen.length()
                    + " characters; write at least " + MIN_LENGTH + ", or unset it to get a random password");
        } else {
            users.addAdministrator(chosen);
            terminal.println("Created user admin with the password of " + PASSWORD_VARIABLE);
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

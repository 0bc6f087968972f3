// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;
import org.socache.authn.config.AuthnSettings.Enable;

/** Reads {@code org.socache.authn.cfg}. */
public final class AuthnSettingsReader {

    /** Name of the configuration. */
    public static final String PID = "org.socache.authn";

    /** The key of the cache's specification, for a switch that is to be kept there. */
    public static final String SOCACHE_DIRECTIVE = Directive.SOCACHE.key();

    private static final String FILE_NAME_PROPERTY = "felix.fileinstall.filename";
    private static final int LONGEST_TIMEOUT = 86_400;
    private static final int FEWEST_ROUNDS = 100_000;
    private static final int MOST_ROUNDS = 10_000_000;

    private AuthnSettingsReader() {}

    /**
     * Reads the settings.
     *
     * @param properties as the configuration admin gives them
     * @param base where a relative key file starts
     * @throws InvalidDirectiveException for the first wrong key or value
     */
    public static AuthnSettings read(Map<String, ?> properties, Path base) throws InvalidDirectiveException {
        Object file = properties.get(FILE_NAME_PROPERTY);
        Directives directives = new Directives(file == null ? PID : String.valueOf(file), properties);
        return new AuthnSettings(
                specification(directives),
                enable(directives),
                providers(directives),
                Duration.ofSeconds(directives.number(Directive.TIMEOUT, 1, LONGEST_TIMEOUT, "seconds")),
                context(directives),
                keyFile(directives, base),
                rounds(directives),
                directives.number(Directive.WRONG_PASSWORD_LIMIT, 0, 100_000, "wrong passwords a minute"),
                directives.onOff(Directive.SERVE_WHILE_DOWN),
                directives.onOff(Directive.HTTPD_RECORDS));
    }

    private static CacheSpecification specification(Directives directives) throws InvalidDirectiveException {
        try {
            return CacheSpecification.parse(directives.text(Directive.SOCACHE));
        } catch (InvalidSpecificationException wrong) {
            throw directives.refused(Directive.SOCACHE, "name[:argument], for instance shmcb:data/authn.cache(512000)");
        }
    }

    private static Enable enable(Directives directives) throws InvalidDirectiveException {
        if (directives.text(Directive.ENABLE).isEmpty()) {
            return Enable.WHEN_USED;
        }
        return directives.onOff(Directive.ENABLE) ? Enable.ON : Enable.OFF;
    }

    private static Set<String> providers(Directives directives) throws InvalidDirectiveException {
        Set<String> providers = new LinkedHashSet<>();
        for (String name : directives.text(Directive.PROVIDE_FOR).split("[\\s,]+")) {
            if (!name.matches("[A-Za-z0-9_.$/-]*")) {
                throw directives.refused(
                        Directive.PROVIDE_FOR,
                        "names of providers (file dbd jaas) or login modules (LDAPLoginModule, karaf/JDBCLoginModule)"
                                + " with spaces between");
            }
            if (!name.isEmpty()) {
                providers.add(name);
            }
        }
        return providers;
    }

    /** httpd compares its two words without case, and takes anything else literally. */
    private static String context(Directives directives) {
        String text = directives.text(Directive.CONTEXT);
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("directory") || word.equals("server") ? word : text;
    }

    private static Path keyFile(Directives directives, Path base) {
        String text = directives.text(Directive.KEY_FILE);
        return text.isEmpty() ? null : base.resolve(text);
    }

    private static int rounds(Directives directives) throws InvalidDirectiveException {
        if (directives.text(Directive.SLOW_HASH).equalsIgnoreCase("off")) {
            return 0;
        }
        int rounds = directives.number(Directive.SLOW_HASH, 0, MOST_ROUNDS, "PBKDF2 rounds");
        if (rounds > 0 && rounds < FEWEST_ROUNDS) {
            throw directives.refused(
                    Directive.SLOW_HASH,
                    "0 (off) or a whole number of PBKDF2 rounds from " + FEWEST_ROUNDS + " to " + MOST_ROUNDS);
        }
        return rounds;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.socache.authn.AuthnCache;

/**
 * What {@code org.socache.authn.location-NAME.cfg} says: a path and httpd's directives for it. Keys in any case; a wrong value
 * is refused with file, key, value and what is allowed.
 */
final class LocationSettings {

    /** What stands in AuthBasicProvider for the cache. */
    static final String SOCACHE = "socache";

    private static final String FILE_NAME_PROPERTY = "felix.fileinstall.filename";

    /** Every key with its default. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("Location", ""),
            Map.entry("ServerName", ""),
            Map.entry("AuthType", "Basic"),
            Map.entry("AuthName", ""),
            Map.entry("AuthBasicProvider", "file"),
            Map.entry("AuthDigestProvider", "file"),
            Map.entry("AuthDigestAlgorithm", "MD5"),
            Map.entry("AuthDigestNonceLifetime", "300"),
            Map.entry("AuthUserFile", ""),
            Map.entry("AuthDBDSource", ""),
            Map.entry("AuthDBDUserPWQuery", ""),
            Map.entry("AuthDBDUserRealmQuery", ""),
            Map.entry("AuthJaasRealm", "karaf"),
            Map.entry("Require", "valid-user"),
            Map.entry("AuthnCacheProvideFor", ""),
            Map.entry("AuthnCacheTimeout", ""),
            Map.entry("AuthnCacheContext", ""));

    private final String file;
    private final Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @throws IllegalArgumentException with a message for the operator */
    LocationSettings(Map<String, ?> properties) {
        file = String.valueOf(
                properties.containsKey(FILE_NAME_PROPERTY) ? properties.get(FILE_NAME_PROPERTY) : "location");
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.putAll(DEFAULTS);
        properties.forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                if (!known.containsKey(key)) {
                    throw refused(key, text(value), "one of " + new TreeMap<>(DEFAULTS).keySet());
                }
                if (texts.put(key, text(value)) != null) {
                    throw refused(key, text(value), "there once, whatever its case");
                }
            }
        });
        validate();
    }

    private void validate() {
        String location = text("Location");
        require("Location", location.startsWith("/") && !location.contains("*"), "a path that begins with /");
        require("AuthType", isBasic() || text("AuthType").equalsIgnoreCase("digest"), "Basic or Digest");
        require("AuthName", text("AuthName").matches("[^\"\\\\\\p{Cntrl}]+"), "the realm's name, without \" and \\");
        require("AuthDigestAlgorithm", Set.of("MD5", "SHA-256").contains(algorithm()), "MD5 or SHA-256");
        require("Require", text("Require").matches("valid-user|user( +\\S+)+"), "valid-user, or user and names");
        require(
                "AuthUserFile",
                !providers().contains("file") || !text("AuthUserFile").isEmpty(),
                "the file of provider file");
        require(
                "AuthDBDSource",
                !providers().contains("dbd") || text("AuthDBDSource").startsWith("("),
                "an OSGi filter for the DataSource service, for instance (dataSourceName=users)");
        number("AuthDigestNonceLifetime");
        timeout(Duration.ZERO);
        userFile(Path.of("")); // a path that cannot be is refused before anything is opened
    }

    private void require(String key, boolean valid, String allowed) {
        if (!valid) {
            throw refused(key, text(key), allowed);
        }
    }

    private IllegalArgumentException refused(String key, String value, String allowed) {
        return new IllegalArgumentException(file + ": " + key + " = " + value + ": must be " + allowed);
    }

    private static String text(Object value) {
        if (value instanceof Object[] several) {
            return text(Arrays.asList(several));
        }
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : String.valueOf(value).trim();
    }

    String text(String key) {
        String text = texts.getOrDefault(key, "");
        return text.isEmpty() ? DEFAULTS.get(key) : text;
    }

    private int number(String key) {
        String text = text(key);
        require(key, text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 86_400, "seconds from 1 to 86400");
        return Integer.parseInt(text);
    }

    /** Path of the location, without a slash at the end. */
    String location() {
        return normal(text("Location"));
    }

    /** Whether a path is the location or below it. */
    boolean covers(String path) {
        return covers(location(), path);
    }

    /**
     * Whether a path is a location or below it, or may be. Containers have resolved the dots they saw: those that are left
     * stood between backslashes, and may lead anywhere.
     *
     * @param location without a slash at the end
     * @param path as {@link AuthenticationFilter#path} gives it
     */
    static boolean covers(String location, String path) {
        String closed = path + '/';
        return closed.startsWith(location + '/') || closed.contains("/../") || closed.contains("/./");
    }

    /**
     * The path to close while a configuration is refused; null if it names none. Rather too much than too little: a path that
     * lacks its first slash gets it, and of one with a wildcard everything is closed that may be meant.
     */
    static String locationOf(Map<String, ?> refused) {
        return refused.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase("Location"))
                .map(each -> text(each.getValue()))
                .filter(location -> !location.isEmpty())
                .map(location -> normal('/' + location.replaceFirst("[^/]*\\*.*", "")))
                .findFirst()
                .orElse(null);
    }

    /** Several slashes count as one here as they do in requests, and the last one not at all. */
    private static String normal(String location) {
        return location.replaceAll("/+", "/").replaceFirst("/$", "");
    }

    boolean isBasic() {
        return text("AuthType").equalsIgnoreCase("basic");
    }

    String realm() {
        return text("AuthName");
    }

    String algorithm() {
        return text("AuthDigestAlgorithm").toUpperCase(Locale.ROOT);
    }

    Duration nonceLifetime() {
        return Duration.ofSeconds(number("AuthDigestNonceLifetime"));
    }

    /** The providers to ask, in order; {@code socache} among them if the cache is to be used. */
    List<String> providers() {
        return words(text(isBasic() ? "AuthBasicProvider" : "AuthDigestProvider"));
    }

    /**
     * Whether a provider's answers go through the cache: {@code socache} is before it, and AuthnCacheProvideFor, of this
     * location or of the server, names it.
     */
    boolean isCached(String provider, AuthnCache cache) {
        int socache = providers().indexOf(SOCACHE);
        return socache >= 0
                && socache < providers().indexOf(provider)
                && (words(text("AuthnCacheProvideFor")).contains(provider) || cache.provideFor(provider))
                && (!cache.httpdRecords() || suitsHttpd(cache));
    }

    /**
     * Whether this location's entries may be httpd's. Those do not say of which algorithm a digest secret is, and httpd takes
     * every one for MD5. They do not say either where the user was found, so the host in them must be ours to say: by a host of
     * their choice, users of one site would become users of another.
     */
    boolean suitsHttpd(AuthnCache cache) {
        String context = context(cache.context());
        boolean ofAHost = context.equals("directory") || context.equals("server");
        return (isBasic() || algorithm().equals("MD5"))
                && (!ofAHost || !text("ServerName").isEmpty());
    }

    Duration timeout(Duration server) {
        return text("AuthnCacheTimeout").isEmpty() ? server : Duration.ofSeconds(number("AuthnCacheTimeout"));
    }

    /** AuthnCacheContext of this location, or the server's. */
    String context(String server) {
        String text = text("AuthnCacheContext");
        if (text.isEmpty()) {
            return server;
        }
        return text.equalsIgnoreCase("directory") || text.equalsIgnoreCase("server")
                ? text.toLowerCase(Locale.ROOT)
                : text;
    }

    /** The users that Require admits; empty for every one that can log in. */
    List<String> users() {
        List<String> words = words(text("Require"));
        return words.get(0).equals("user") ? words.subList(1, words.size()) : List.of();
    }

    Path userFile(Path base) {
        return base.resolve(text("AuthUserFile"));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("[\\s,]+"));
    }
}

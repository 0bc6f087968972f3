// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.security.auth.login.AppConfigurationEntry;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.socache.authn.cache.CredentialCache;

/**
 * How a login module is replaced by ours: Karaf's proxy is told to load {@link CachingLoginModule} from our bundle, and the
 * options of the module itself travel inside the new ones.
 */
final class WrappedEntry {

    private static final String CACHE = "org.socache.authn.cache";
    private static final String REALM = "org.socache.authn.realm";
    private static final String SOURCE = "org.socache.authn.source";
    private static final String DELEGATE_OPTIONS = "org.socache.authn.delegate.options";

    private final Map<String, ?> options;

    /** @param options of the new entry, as the module gets them */
    WrappedEntry(Map<String, ?> options) {
        this.options = options;
    }

    /** The new entry: same control flag, our module. */
    static AppConfigurationEntry of(
            AppConfigurationEntry entry, String realm, int index, CredentialCache cache, long bundleId) {
        Map<String, Object> options = new HashMap<>();
        options.put(ProxyLoginModule.PROPERTY_MODULE, CachingLoginModule.class.getName());
        options.put(ProxyLoginModule.PROPERTY_BUNDLE, Long.toString(bundleId));
        options.put(CACHE, cache);
        options.put(REALM, realm);
        options.put(SOURCE, source(entry, index));
        options.put(DELEGATE_OPTIONS, entry.getOptions());
        return new AppConfigurationEntry(entry.getLoginModuleName(), entry.getControlFlag(), options);
    }

    /** The class of the module behind a proxy entry, or null if the entry is not Karaf's proxy. */
    static String moduleOf(AppConfigurationEntry entry) {
        Object module = entry.getOptions().get(ProxyLoginModule.PROPERTY_MODULE);
        return ProxyLoginModule.class.getName().equals(entry.getLoginModuleName()) && module instanceof String name
                ? name
                : null;
    }

    CredentialCache cache() {
        return (CredentialCache) options.get(CACHE);
    }

    String realm() {
        return (String) options.get(REALM);
    }

    String source() {
        return (String) options.get(SOURCE);
    }

    @SuppressWarnings("unchecked")
    Map<String, ?> delegateOptions() {
        return (Map<String, ?>) options.get(DELEGATE_OPTIONS);
    }

    /**
     * Module, place in the realm, and a fingerprint of the options: a realm that is pointed at another server is another
     * source, so what the old one granted is worth nothing. Bundle ids differ between nodes and are left out.
     */
    private static String source(AppConfigurationEntry entry, int index) {
        Map<String, String> texts = new TreeMap<>();
        entry.getOptions().forEach((key, value) -> {
            if (value instanceof String text && !key.equals(ProxyLoginModule.PROPERTY_BUNDLE)) {
                texts.put(key, text);
            }
        });
        return moduleOf(entry) + '#' + index + '#' + fingerprint(texts);
    }

    private static String fingerprint(Map<String, String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((key, value) -> {
                digest.update((key.length() + ":" + value.length() + ":").getBytes(StandardCharsets.UTF_8));
                digest.update((key + value).getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}

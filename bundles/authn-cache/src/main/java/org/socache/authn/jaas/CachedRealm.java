// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.security.auth.login.AppConfigurationEntry;

import org.apache.karaf.jaas.config.JaasRealm;
import org.socache.authn.cache.CredentialCache;

/**
 * A realm in front of the one with the same name: Karaf takes the highest rank. It has no entries of its own; it asks the
 * realm behind for them at every login, so a change there holds at once.
 */
final class CachedRealm implements JaasRealm {

    private final String name;
    private final Supplier<Collection<JaasRealm>> realms;
    private final CredentialCache cache;
    private final long bundleId;

    /**
     * Puts a cache in front of a realm.
     *
     * @param realms all realms there are, this one perhaps among them
     * @param bundleId of the bundle that has {@link CachingLoginModule}
     */
    CachedRealm(String name, Supplier<Collection<JaasRealm>> realms, CredentialCache cache, long bundleId) {
        this.name = name;
        this.realms = realms;
        this.cache = cache;
        this.bundleId = bundleId;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getRank() {
        return behind().map(realm -> (int) Math.min(Integer.MAX_VALUE, realm.getRank() + 1L))
                .orElse(0);
    }

    @Override
    public AppConfigurationEntry[] getEntries() {
        AppConfigurationEntry[] entries =
                behind().map(JaasRealm::getEntries).orElseGet(() -> new AppConfigurationEntry[0]);
        return IntStream.range(0, entries.length)
                .mapToObj(i -> isNamed(cache, name, entries[i])
                        ? WrappedEntry.of(entries[i], name, i, cache, bundleId)
                        : entries[i])
                .toArray(AppConfigurationEntry[]::new);
    }

    /** Whether AuthnCacheProvideFor names a module of the realm. */
    static boolean wrapsAny(CredentialCache cache, JaasRealm realm) {
        AppConfigurationEntry[] entries = realm.getEntries();
        return entries != null
                && IntStream.range(0, entries.length).anyMatch(i -> isNamed(cache, realm.getName(), entries[i]));
    }

    /** A module is named by its class, with or without the package, and with or without {@code realm/} before it. */
    private static boolean isNamed(CredentialCache cache, String realm, AppConfigurationEntry entry) {
        String module = WrappedEntry.moduleOf(entry);
        if (module == null) {
            return false;
        }
        String simple = module.substring(module.lastIndexOf('.') + 1);
        return cache.provideFor(module)
                || cache.provideFor(simple)
                || cache.provideFor(realm + '/' + module)
                || cache.provideFor(realm + '/' + simple);
    }

    private Optional<JaasRealm> behind() {
        return realms.get().stream()
                .filter(realm ->
                        !(realm instanceof CachedRealm) && realm.getName().equals(name))
                .max(Comparator.comparingInt(JaasRealm::getRank));
    }
}

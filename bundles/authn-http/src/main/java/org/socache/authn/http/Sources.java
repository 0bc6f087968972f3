// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

import org.socache.authn.AuthnCache;

/** The sources of one location's users, in the order they are asked: httpd's own providers, and services by their name. */
final class Sources {

    private final LocationSettings settings;
    private final Function<String, AuthnProvider> services;
    private final Map<String, Source> readyMade = new HashMap<>();

    /**
     * Makes those that are ready-made.
     *
     * @param base where a relative AuthUserFile starts
     * @param database gives the DataSource of dbd, or null while its service is away
     * @param services gives the provider of another name, or null while its service is away
     */
    Sources(
            LocationSettings settings,
            Path base,
            Supplier<DataSource> database,
            Function<String, AuthnProvider> services) {
        this.settings = settings;
        this.services = services;
        Path file = settings.userFile(base);
        readyMade.put("file", new Source("file", file.toString(), false, new UserFile(file)));
        String passwords = settings.text("AuthDBDUserPWQuery");
        String realms = settings.text("AuthDBDUserRealmQuery");
        String queries = settings.text("AuthDBDSource") + '\n' + passwords + '\n' + realms;
        readyMade.put("dbd", new Source("dbd", queries, false, new DatabaseUsers(database, passwords, realms)));
        String realm = settings.text("AuthJaasRealm");
        readyMade.put("jaas", new Source("jaas", realm, false, new JaasUsers(realm)));
    }

    /** What to ask, under the settings that the cache has now. */
    List<Source> with(AuthnCache cache) {
        return settings.providers().stream()
                .filter(name -> !name.equals(LocationSettings.SOCACHE))
                .map(name -> source(name).cached(settings.isCached(name, cache)))
                .toList();
    }

    private Source source(String name) {
        Source ours = readyMade.get(name);
        if (ours != null) {
            return ours;
        }
        AuthnProvider service = services.apply(name);
        return new Source(name, "", false, service == null ? new AbsentProvider(name) : service);
    }

    /** Stands where a provider's service is missing: nobody gets in. */
    private record AbsentProvider(String name) implements AuthnProvider {

        @Override
        public String passwordHash(String user) throws AuthnProviderException {
            throw new AuthnProviderException("provider " + name + " is not there");
        }

        @Override
        public String realmHash(String user, String realm) throws AuthnProviderException {
            throw new AuthnProviderException("provider " + name + " is not there");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import org.socache.api.SharedCache;
import org.socache.authn.cache.Counters;
import org.socache.authn.cache.Counters.Event;
import org.socache.authn.cache.CredentialCache;
import org.socache.authn.cache.NodeKeys;
import org.socache.authn.config.AuthnSettings;
import org.socache.authn.config.AuthnSettingsReader;
import org.socache.authn.config.InvalidDirectiveException;

/** One node with an authentication cache, configured as by its file. */
public final class Node {

    public final Counters counters = new Counters();
    public final InstantSource clock;
    public final NodeKeys keys;
    public final CredentialCache cache;
    private final Map<String, String> directives = new HashMap<>();

    public Node(SharedCache shared, InstantSource clock, String... keysAndValues) {
        this.clock = clock;
        keys = new NodeKeys(clock);
        AuthnSettings settings = settings(keysAndValues);
        cache = new CredentialCache(
                settings, () -> settings.enable() == AuthnSettings.Enable.OFF ? null : shared, keys, counters, clock);
    }

    public Node withKeyFile(Path file) {
        try {
            keys.use(file, keys.read(file));
            return this;
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Changes directives as an edit of the file does. */
    public void configure(String... keysAndValues) {
        cache.configure(settings(keysAndValues));
    }

    public AuthnSettings settings(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            directives.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        try {
            return AuthnSettingsReader.read(directives, Path.of(""));
        } catch (InvalidDirectiveException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    public long count(Event event) {
        return counters.of(event);
    }

    public long misses(String reason) {
        return counters.misses().get(reason);
    }

    public long refusals(String reason) {
        return counters.refusals().getOrDefault(reason, 0L);
    }

    public Verdict login(Identity identity, String password, UserTable backend) {
        return cache.authenticate(
                identity,
                password.toCharArray(),
                Duration.ofMinutes(5),
                () -> backend.check(identity.user(), password));
    }
}

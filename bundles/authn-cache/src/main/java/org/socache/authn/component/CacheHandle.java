// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.component;

import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.authn.config.AuthnSettings;
import org.socache.authn.config.AuthnSettings.Enable;
import org.socache.authn.config.AuthnSettingsReader;

/**
 * The consumer's cache, open when the configuration asks for it. httpd dies on the first login when a directory uses a cache
 * that the server has not enabled; here that login opens it.
 */
final class CacheHandle implements Supplier<SharedCache>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheHandle.class);
    private static final CacheRegistration REGISTRATION = new CacheRegistration(
            "authn-socache", "authn", AuthnSettingsReader.PID, AuthnSettingsReader.SOCACHE_DIRECTIVE);

    /** Ids are 32 bytes; a record with six principals has about 400; LDAP users with hundreds of roles need more. */
    private static final Hints HINTS = new Hints(32, 400, 16_384);

    private final SharedCaches caches;
    private volatile SharedCache open;
    private AuthnSettings settings;

    CacheHandle(SharedCaches caches) {
        this.caches = caches;
    }

    /**
     * Takes other settings.
     *
     * @throws InvalidSpecificationException if the provider refuses its argument; the cache stays what it was
     */
    synchronized void configure(AuthnSettings changed) throws InvalidSpecificationException {
        if (changed.enable() == Enable.OFF) {
            closeCache();
        } else if (open != null) {
            open.configure(changed.specification(), HINTS);
        } else if (changed.enable() == Enable.ON || !changed.providers().isEmpty()) {
            open = caches.open(REGISTRATION, changed.specification(), HINTS);
        }
        settings = changed;
    }

    /** The cache, or null while it is switched off or cannot be opened. */
    @Override
    public SharedCache get() {
        SharedCache cache = open;
        return cache != null ? cache : openWhenUsed();
    }

    private synchronized SharedCache openWhenUsed() {
        if (open == null && settings != null && settings.enable() == Enable.WHEN_USED) {
            try {
                open = caches.open(REGISTRATION, settings.specification(), HINTS);
            } catch (InvalidSpecificationException wrong) {
                LOG.error("{} = {}: {}", REGISTRATION.directive(), settings.specification(), wrong.getMessage());
                // not again for every login: the next configuration tries again
                settings = null;
            }
        }
        return open;
    }

    /** For good: a login that began before, and asks after, must not open it again. */
    @Override
    public synchronized void close() {
        settings = null;
        closeCache();
    }

    private void closeCache() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;
import org.socache.provider.support.Address;

/** httpd's mod_socache_memcache, with time limits, long ids, consistent hashing, SASL and TLS. */
@Component(configurationPid = MemcacheSettings.PID, property = CacheProvider.PROVIDER_NAME + "=memcache")
@Designate(ocd = MemcacheConfiguration.class)
public final class MemcacheProvider implements CacheProvider {

    private static final Logger LOG = LoggerFactory.getLogger(MemcacheProvider.class);
    private static final int PORT = 11211;

    private volatile MemcacheSettings settings;

    /** @throws IllegalArgumentException if a value is wrong; the message says which, and what is allowed */
    @Activate
    public MemcacheProvider(Map<String, Object> properties) {
        settings = new MemcacheSettings(properties);
    }

    /** Takes new values, open caches included; wrong ones are logged, and those before stay in force. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = new MemcacheSettings(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before stays in force", e.getMessage());
        }
    }

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        return new MemcacheCache(Address.list("memcache", argument, PORT), context, () -> settings);
    }
}

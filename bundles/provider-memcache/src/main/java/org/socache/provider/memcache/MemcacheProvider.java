// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.LoggerFactory;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;
import org.socache.provider.settings.InForce;
import org.socache.provider.support.Address;

/** httpd's mod_socache_memcache, with time limits, long ids, consistent hashing, SASL and TLS. */
@Component(configurationPid = MemcacheSettings.PID, property = CacheProvider.PROVIDER_NAME + "=memcache")
@Designate(ocd = MemcacheConfiguration.class)
public final class MemcacheProvider implements CacheProvider {

    private static final int PORT = 11211;

    private final InForce<MemcacheSettings> settings =
            new InForce<>(MemcacheSettings::new, LoggerFactory.getLogger(MemcacheProvider.class));

    /** A wrong value is logged; the service is there all the same, so that a corrected one takes effect. */
    @Activate
    public MemcacheProvider(Map<String, Object> properties) {
        modified(properties);
    }

    /** Takes new values, open caches included; wrong ones are logged, and those before stay in force. */
    @Modified
    void modified(Map<String, Object> properties) {
        settings.take(properties);
    }

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        settings.get(); // while there are none, no cache opens
        return new MemcacheCache(Address.list("memcache", argument, PORT), context, settings::get);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

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

/** httpd's mod_socache_redis, with a time limit that works, passwords, TLS, Sentinel and Cluster. */
@Component(configurationPid = RedisSettings.PID, property = CacheProvider.PROVIDER_NAME + "=redis")
@Designate(ocd = RedisConfiguration.class)
public final class RedisProvider implements CacheProvider {

    private final InForce<RedisSettings> settings =
            new InForce<>(RedisSettings::new, LoggerFactory.getLogger(RedisProvider.class));

    /** A wrong value is logged; the service is there all the same, so that a corrected one takes effect. */
    @Activate
    public RedisProvider(Map<String, Object> properties) {
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
        return new RedisCache(RedisArgument.parse(argument), context, settings::get);
    }
}

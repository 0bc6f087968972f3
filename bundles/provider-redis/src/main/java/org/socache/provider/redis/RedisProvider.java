// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

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

/** httpd's mod_socache_redis, with a time limit that works, passwords, TLS, Sentinel and Cluster. */
@Component(configurationPid = RedisSettings.PID, property = CacheProvider.PROVIDER_NAME + "=redis")
@Designate(ocd = RedisConfiguration.class)
public final class RedisProvider implements CacheProvider {

    private static final Logger LOG = LoggerFactory.getLogger(RedisProvider.class);

    private volatile RedisSettings settings;

    /** @throws IllegalArgumentException if a value is wrong; the message says which, and what is allowed */
    @Activate
    public RedisProvider(Map<String, Object> properties) {
        settings = new RedisSettings(properties);
    }

    /** Takes new values, open caches included; wrong ones are logged, and those before stay in force. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = new RedisSettings(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before stays in force", e.getMessage());
        }
    }

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        return new RedisCache(RedisArgument.parse(argument), context, () -> settings);
    }
}

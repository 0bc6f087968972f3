// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

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

/** httpd's mod_socache_dbm, without its limit of 950 bytes, its sweeps and its unbounded growth. */
@Component(configurationPid = DbmSettings.PID, property = CacheProvider.PROVIDER_NAME + "=dbm")
@Designate(ocd = DbmConfiguration.class)
public final class DbmProvider implements CacheProvider {

    private final InForce<DbmSettings> settings =
            new InForce<>(DbmSettings::of, LoggerFactory.getLogger(DbmProvider.class));

    /** A wrong value is logged; the service is there all the same, so that a corrected one takes effect. */
    @Activate
    public DbmProvider(Map<String, Object> properties) {
        modified(properties);
    }

    /** Takes new values; wrong ones are logged, and those before stay in force. */
    @Modified
    void modified(Map<String, Object> properties) {
        settings.take(properties);
    }

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        DbmArgument parsed = DbmArgument.parse(argument, context, settings.get().size());
        return DbmCache.open(parsed, context, settings::get);
    }
}

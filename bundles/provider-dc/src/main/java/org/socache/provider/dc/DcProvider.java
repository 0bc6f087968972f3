// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

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
import org.socache.dc.protocol.Address;
import org.socache.provider.settings.InForce;

/**
 * Opens caches on distcache servers. The argument is distcache's target: {@code UNIX:/path}, {@code IP:host:port}. The
 * server need not be there yet. A changed configuration takes effect with the next call of every instance.
 */
@Component(name = DcProvider.PID, service = CacheProvider.class, property = CacheProvider.PROVIDER_NAME + "=dc")
@Designate(ocd = DcConfiguration.class)
public final class DcProvider implements CacheProvider {

    static final String PID = "org.socache.provider.dc";

    private final InForce<DcSettings> settings =
            new InForce<>(DcProvider::read, LoggerFactory.getLogger(DcProvider.class));

    /** A wrong value is logged; the service is there all the same, so that a corrected one takes effect. */
    @Activate
    public DcProvider(Map<String, Object> configuration) {
        modified(configuration);
    }

    private static DcSettings read(Map<String, Object> configuration) {
        try {
            return DcSettings.of(configuration);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(PID + ".cfg: " + wrong.getMessage(), wrong);
        }
    }

    /** Goes over to a changed configuration, or refuses it. */
    @Modified
    void modified(Map<String, Object> configuration) {
        settings.take(configuration);
    }

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        settings.get(); // while there are none, no cache opens
        try {
            Address address = Address.parse(argument, context.baseDirectory());
            return new DcCache(new DcClient(address, this::settings), context.clock());
        } catch (IllegalArgumentException wrong) {
            throw new InvalidSpecificationException("dc: " + wrong.getMessage(), wrong);
        }
    }

    /** What is in force now. */
    DcSettings settings() {
        return settings.get();
    }
}

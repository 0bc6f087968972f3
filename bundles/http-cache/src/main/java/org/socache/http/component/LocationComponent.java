// SPDX-License-Identifier: Apache-2.0
package org.socache.http.component;

import java.util.Map;

import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.config.InvalidDirectiveException;
import org.socache.http.config.LocationConfiguration;

/** One {@code etc/org.socache.http.location-NAME.cfg}. */
@Component(
        service = LocationComponent.class,
        configurationPid = LocationConfiguration.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LocationMetatype.class, factory = true)
public final class LocationComponent {

    private static final Logger LOG = LoggerFactory.getLogger(LocationComponent.class);

    private volatile LocationConfiguration configuration;

    /** Takes what the file says. */
    @Activate
    public LocationComponent(Map<String, Object> properties) {
        modified(properties);
    }

    /** Takes what the file says now; what is wrong is refused as a whole, and what was in force stays so. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            configuration = LocationConfiguration.read(fileOf(properties), properties);
        } catch (InvalidDirectiveException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    configuration == null ? "the file is ignored" : "what it said before stays");
        }
    }

    private static String fileOf(Map<String, Object> properties) {
        Object file = properties.get("felix.fileinstall.filename");
        if (file == null) {
            return String.valueOf(properties.get(Constants.SERVICE_PID));
        }
        String path = file.toString();
        return "etc/" + path.substring(path.lastIndexOf('/') + 1);
    }

    /** The location, or null while no valid one has been given. */
    LocationConfiguration configuration() {
        return configuration;
    }
}

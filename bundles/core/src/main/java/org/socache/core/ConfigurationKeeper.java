// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;

import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;

/**
 * Writes the specification chosen by shell or JMX into the consumer's configuration, which Karaf keeps in {@code etc/}; so
 * that the choice is still there after a restart, and all ways to switch end in the same place.
 */
final class ConfigurationKeeper implements CacheEnvironment.Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);

    private final ConfigurationAdmin configurations;

    ConfigurationKeeper(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    @Override
    public void keep(CacheRegistration registration, CacheSpecification specification) {
        try {
            Configuration configuration = configurations.getConfiguration(registration.pid(), "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            Dictionary<String, Object> updated = properties == null ? new Hashtable<>() : properties;
            String key = keyIn(updated, registration.directive());
            if (!specification.toString().equals(updated.get(key))) {
                updated.put(key, specification.toString());
                configuration.update(updated);
            }
        } catch (IOException | IllegalStateException fault) {
            LOG.warn(
                    "{} is on {} now, but that could not be written to {}: {}; after a restart it is on the old one",
                    registration.name(),
                    specification,
                    registration.pid(),
                    Guard.message(fault));
        }
    }

    /** The key as the file spells it; directive names are case-insensitive. */
    private static String keyIn(Dictionary<String, Object> properties, String directive) {
        return Collections.list(properties.keys()).stream()
                .filter(directive::equalsIgnoreCase)
                .findFirst()
                .orElse(directive);
    }
}

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
 *
 * <p>Where there is a file, that is written, and File Install carries it into the configuration. The other way round File
 * Install would write the file, in place: its watcher may read what is half written (3.7.4 waits for the end only of changes
 * it hears of, not of those it finds), takes that for the configuration, and writes that back. All other keys are lost then.
 */
final class ConfigurationKeeper implements CacheEnvironment.Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);

    private static final String FILE_NAME_PROPERTY = "felix.fileinstall.filename";

    private final ConfigurationAdmin configurations;

    ConfigurationKeeper(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    @Override
    public void keep(CacheRegistration registration, CacheSpecification specification) {
        try {
            Configuration configuration = configurations.getConfiguration(registration.pid(), "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            EtcFile file = properties == null ? null : EtcFile.at(properties.get(FILE_NAME_PROPERTY));
            if (file == null) {
                update(configuration, registration.directive(), specification.toString());
            } else {
                file.put(registration.directive(), specification.toString());
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

    private static void update(Configuration configuration, String directive, String specification) throws IOException {
        Dictionary<String, Object> properties = configuration.getProperties();
        Dictionary<String, Object> updated = properties == null ? new Hashtable<>() : properties;
        String key = keyIn(updated, directive);
        if (!specification.equals(updated.get(key))) {
            updated.put(key, specification);
            configuration.update(updated);
        }
    }

    /** The key as the configuration spells it; directive names are case-insensitive. */
    private static String keyIn(Dictionary<String, Object> properties, String directive) {
        return Collections.list(properties.keys()).stream()
                .filter(directive::equalsIgnoreCase)
                .findFirst()
                .orElse(directive);
    }
}

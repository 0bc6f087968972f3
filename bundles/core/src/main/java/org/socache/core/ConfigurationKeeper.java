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
 * <p>Where there is a file, that is written first, in one step, and then the configuration. File Install compares what stands in
 * a file with the configuration alone: were it left to carry the value over when it looks next, in a second or two, it would see
 * no change in a file that has the old value again by then, and the cache would stay where the file does not say.
 *
 * <p>A File Install that saves configurations writes the file in place after every change of one, be it its own: its watcher may
 * read what is half written (3.7.4 waits for the end only of changes it hears of, not of those it finds), takes that for the
 * configuration, and writes that back. All other keys are lost then. It does so unless told otherwise, and there the
 * configuration is left to it: its writing then comes right after its look at the file, and not while that is due.
 */
final class ConfigurationKeeper implements CacheEnvironment.Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);

    private static final String FILE_NAME_PROPERTY = "felix.fileinstall.filename";

    private final ConfigurationAdmin configurations;
    private final boolean fileInstallSaves;

    /** @param fileInstallSaves true if File Install writes changed configurations into their files */
    ConfigurationKeeper(ConfigurationAdmin configurations, boolean fileInstallSaves) {
        this.configurations = configurations;
        this.fileInstallSaves = fileInstallSaves;
    }

    @Override
    public void keep(CacheRegistration registration, CacheSpecification specification) {
        try {
            Configuration configuration = configurations.getConfiguration(registration.pid(), "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            EtcFile file = properties == null ? null : EtcFile.at(properties.get(FILE_NAME_PROPERTY));
            if (file != null) {
                file.put(registration.directive(), specification.toString());
            }
            if (file == null || !fileInstallSaves) {
                update(configuration, registration.directive(), specification.toString());
            }
        } catch (IOException | RuntimeException fault) {
            // the cache is switched already; the service may have stopped, or refuse
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

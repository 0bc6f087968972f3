// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

import org.socache.api.Hints;

/**
 * What an instance is opened with besides its argument.
 *
 * @param consumer prefix of keys on a shared server, and part of default file names
 * @param hints expected sizes
 * @param clock the only source of time
 * @param baseDirectory relative paths in an argument start here (httpd's ServerRoot; Karaf's base)
 * @param dataDirectory files with no path in the argument go here (httpd's DefaultRuntimeDir; Karaf's data)
 */
public record OpenContext(String consumer, Hints hints, InstantSource clock, Path baseDirectory, Path dataDirectory) {

    public OpenContext {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(hints, "hints");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(baseDirectory, "baseDirectory");
        Objects.requireNonNull(dataDirectory, "dataDirectory");
    }
}

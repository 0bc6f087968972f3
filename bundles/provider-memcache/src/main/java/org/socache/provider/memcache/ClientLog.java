// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;

import net.spy.memcached.compat.log.SLF4JLogger;

/**
 * Sends what the client logs to the log. It would write to standard error, and asks one system property, once, when its first
 * logger is made.
 */
final class ClientLog {

    private static final String PROPERTY = "net.spy.log.LoggerImpl";

    private ClientLog() {}

    /** Makes something of the client's while the property is set, and leaves the property as it was. */
    static synchronized <T> T quietly(Maker<T> maker) throws IOException {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, SLF4JLogger.class.getName());
        try {
            return maker.make();
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }

    @FunctionalInterface
    interface Maker<T> {
        T make() throws IOException;
    }
}

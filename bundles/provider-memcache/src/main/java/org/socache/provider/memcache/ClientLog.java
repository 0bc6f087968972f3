// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;

import net.spy.memcached.compat.log.AbstractLogger;
import net.spy.memcached.compat.log.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the client logs to. By itself it writes to standard error, an ERROR with a stack trace for every attempt to reconnect;
 * here all of that is for whoever looks for it, since a server that is lost or back is logged once, by the fleet.
 *
 * <p>Public, with this constructor, because the client makes it by its name.
 */
public final class ClientLog extends AbstractLogger {

    /** Asked by the client, once, when its first logger is made. */
    private static final String PROPERTY = "net.spy.log.LoggerImpl";

    private final Logger log;

    public ClientLog(String name) {
        super(name);
        log = LoggerFactory.getLogger(name);
    }

    /** Makes something of the client's while the property is set, and leaves the property as it was. */
    static synchronized <T> T use(Maker<T> maker) throws IOException {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, ClientLog.class.getName());
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

    @Override
    public boolean isDebugEnabled() {
        return log.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return isDebugEnabled();
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isTraceEnabled();
    }

    @Override
    public void log(Level level, Object message, Throwable cause) {
        if (level == Level.TRACE) {
            log.trace("{}", message, cause);
        } else {
            log.debug("{}", message, cause);
        }
    }

    /** Something of the client's. */
    @FunctionalInterface
    interface Maker<T> {
        T make() throws IOException;
    }
}

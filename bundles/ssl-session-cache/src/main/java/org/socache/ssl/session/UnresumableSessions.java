// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContext;

/**
 * {@code SSLSessionCache nonenotnull}: sessions get an id, because some clients want one, but none is ever found again.
 */
record UnresumableSessions(JsseSessions jsse, int timeoutSeconds) implements ContextAttachment {

    @Override
    public void attach(ServerContext context) {
        jsse.install(context.jsse().getServerSessionContext(), Nowhere::new, timeoutSeconds);
    }

    @Override
    public void detach(ServerContext context) {
        jsse.restore(context.jsse().getServerSessionContext());
    }

    private static final class Nowhere extends InstalledCache {

        Nowhere(JsseSessions.Original original) {
            super(original);
        }

        @Override
        public void put(Object key, Object value) {
            // forgotten
        }

        @Override
        public Object get(Object key) {
            return null;
        }

        @Override
        public Object pull(Object key) {
            return null;
        }

        @Override
        public void remove(Object key) {
            // was never there
        }
    }
}

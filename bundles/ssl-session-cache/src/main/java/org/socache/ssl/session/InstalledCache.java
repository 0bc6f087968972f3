// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import org.socache.ssl.session.JsseSessions.Original;
import sun.security.util.Cache;

/**
 * A cache of ours under a server's session context. It remembers what was there, so that nothing else needs to: a map
 * from contexts would keep those of closed connectors alive. Keys are JSSE's {@code SessionId}, values its
 * {@code SSLSessionImpl}, which no source outside the JDK can name.
 */
abstract class InstalledCache extends Cache<Object, Object> {

    private final Original original;

    InstalledCache(Original original) {
        this.original = original;
    }

    final Original original() {
        return original;
    }

    /** JSSE's own cache, of the size and time that the connector configured. */
    final Cache<Object, Object> local() {
        return original.cache();
    }

    @Override
    public final int size() {
        return local().size();
    }

    /** Only what this JVM holds: the sessions of other nodes are not ours to drop. */
    @Override
    public final void clear() {
        local().clear();
    }

    @Override
    public final void setCapacity(int size) {
        local().setCapacity(size);
    }

    @Override
    public final void setTimeout(int seconds) {
        local().setTimeout(seconds);
    }

    @Override
    public final void accept(CacheVisitor<Object, Object> visitor) {
        local().accept(visitor);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import javax.net.ssl.SSLSession;

import org.socache.ssl.session.JsseSessions.Original;

/**
 * What JSSE takes for its server session cache: JSSE's own cache as the first level, the shared one behind it.
 *
 * <p>TLS 1.2 sessions are looked up by {@link #get} and kept in both; a copy here outlives the loss of the shared cache, but not
 * that another node had to forget the session. TLS 1.3 tickets are looked up by {@link #pull} and
 * only live in the shared cache: a copy here would be good a second time.
 */
final class SharedSessionCache extends InstalledCache {

    private final SessionVault vault;
    private final JsseSessions jsse;
    private final SessionCounters counters;

    SharedSessionCache(Original original, SessionVault vault, JsseSessions jsse, SessionCounters counters) {
        super(original);
        this.vault = vault;
        this.jsse = jsse;
        this.counters = counters;
    }

    @Override
    public void put(Object key, Object value) {
        SSLSession session = (SSLSession) value;
        if (session.getProtocol().equals("TLSv1.3")) {
            if (jsse.hasPreSharedKey(session)) {
                vault.store(jsse.id(key), session);
            }
        } else if (local().get(key) != session) { // JSSE puts a session again when it is resumed
            local().put(key, session);
            vault.store(jsse.id(key), session);
        }
    }

    @Override
    public Object get(Object key) {
        Object session = local().get(key);
        if (session != null && vault.isForgotten(jsse.id(key))) {
            local().remove(key);
            return null;
        }
        if (session != null) {
            counters.localHits.increment();
            return session;
        }
        session = vault.find(jsse.id(key));
        if (session != null) {
            local().put(key, session);
        }
        return session;
    }

    @Override
    public Object pull(Object key) {
        return vault.take(jsse.id(key));
    }

    /** JSSE asks for this after a connection that ended in an alert: the session must not be resumed anywhere. */
    @Override
    public void remove(Object key) {
        local().remove(key);
        vault.forget(jsse.id(key));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.time.InstantSource;

import org.socache.api.SharedCache;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContext;

/**
 * {@code SSLSessionCache name:args}: the contexts of this JVM keep their sessions in the shared cache.
 *
 * @param timeoutSeconds SSLSessionCacheTimeout
 */
record SessionSharing(
        JsseSessions jsse,
        SharedCache cache,
        SealingKeys keys,
        SessionCounters counters,
        int timeoutSeconds,
        InstantSource clock)
        implements ContextAttachment {

    @Override
    public void attach(ServerContext context) {
        SessionVault vault = new SessionVault(context, cache, keys, jsse, counters, timeoutSeconds, clock);
        jsse.install(
                context.jsse().getServerSessionContext(),
                original -> new SharedSessionCache(original, vault, jsse, counters),
                timeoutSeconds);
    }

    @Override
    public void detach(ServerContext context) {
        jsse.restore(context.jsse().getServerSessionContext());
    }
}

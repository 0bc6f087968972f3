// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.socache.ssl.provider.spi.ServerContext;
import org.socache.ssl.provider.spi.ServerContexts;

/** What JMX shows. */
final class SessionView implements SslSessionMXBean {

    private final SessionConsumer consumer;
    private final ServerContexts contexts;
    private final SessionCounters counters;

    SessionView(SessionConsumer consumer, ServerContexts contexts, SessionCounters counters) {
        this.consumer = consumer;
        this.contexts = contexts;
        this.counters = counters;
    }

    @Override
    public String getSessionCache() {
        SessionSettings settings = consumer.settings();
        return settings.mode() == SessionSettings.Mode.SHARED
                ? settings.specification().toString()
                : settings.mode().name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public boolean isSharingPossible() {
        return consumer.reason().isEmpty();
    }

    @Override
    public String getReason() {
        return consumer.reason();
    }

    @Override
    public List<String> getContexts() {
        return consumer.serving()
                ? contexts.live().stream().map(ServerContext::toString).toList()
                : List.of();
    }

    @Override
    public long getStoredCount() {
        return counters.stored.sum();
    }

    @Override
    public long getLocalHitCount() {
        return counters.localHits.sum();
    }

    @Override
    public long getSharedHitCount() {
        return counters.sharedHits.sum();
    }

    @Override
    public long getMissCount() {
        return counters.misses.sum();
    }

    @Override
    public Map<String, Long> getUnusable() {
        Map<String, Long> unusable = new TreeMap<>();
        unusable.put("refused by the cache", counters.refused.sum());
        unusable.put("too large", counters.tooLarge.sum());
        unusable.put("taken by another node", counters.lostRaces.sum());
        unusable.put("forgotten after an alert", counters.forgotten.sum());
        unusable.put("older than SSLSessionCacheTimeout", counters.stale.sum());
        unusable.put("made with another certificate", counters.otherCertificate.sum());
        unusable.put("unreadable", counters.unreadable.sum());
        for (SealedSession.Flaw flaw : SealedSession.Flaw.values()) {
            unusable.put(flaw.words(), counters.flaw(flaw).sum());
        }
        return unusable;
    }

    @Override
    public void rotateKey() {
        consumer.rotateKey();
    }
}

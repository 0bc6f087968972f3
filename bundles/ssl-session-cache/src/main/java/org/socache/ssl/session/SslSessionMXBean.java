// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.util.List;
import java.util.Map;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=SslSession,name=ssl-session}. */
@Description("TLS sessions of this JVM and the shared cache: what is served, and what became of sessions")
public interface SslSessionMXBean {

    @Description("none, nonenotnull or the shared cache, as SSLSessionCache says")
    String getSessionCache();

    @Description("True if this JVM lets its TLS sessions out; without, TLS works and resumes on the same node only")
    boolean isSharingPossible();

    @Description("Why sessions cannot be shared and what to add to bin/setenv; empty if they can")
    String getReason();

    @Description("The TLS contexts served now, by name and identity; a connector that is not here shares nothing")
    List<String> getContexts();

    @Description("Sessions stored in the shared cache")
    @Metric("socache_ssl_sessions_stored_total")
    long getStoredCount();

    @Description("Lookups answered from this JVM's memory (TLS 1.2 only)")
    @Metric("socache_ssl_sessions_local_hits_total")
    long getLocalHitCount();

    @Description("Lookups answered from the shared cache")
    @Metric("socache_ssl_sessions_shared_hits_total")
    long getSharedHitCount();

    @Description("Lookups that found nothing; each is a full handshake")
    @Metric("socache_ssl_sessions_misses_total")
    long getMissCount();

    @Description("Sessions found or made and not used, by reason; each is a full handshake")
    @Metric(value = "socache_ssl_sessions_unusable_total", label = "reason")
    Map<String, Long> getUnusable();

    @Description("Puts a new sealing key first in the key file; what the two keys before it sealed can still be opened")
    void rotateKey();
}

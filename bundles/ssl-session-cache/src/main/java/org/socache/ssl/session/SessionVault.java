// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSession;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.SharedCache;
import org.socache.ssl.provider.spi.ServerContext;
import org.socache.ssl.session.SealedSession.Content;
import org.socache.ssl.session.SealedSession.FlawedException;

/**
 * The sessions of one TLS context in the shared cache. Whatever is wrong with an entry, or with the cache, is a session
 * not found, which costs the client a full handshake and no more. {@link SharedCache} bounds how long a call may take.
 */
final class SessionVault {

    /** httpd stops at 10 240 bytes of OpenSSL's form; JSSE's on Java 17 also holds the server's chain. */
    static final int MAX_ENTRY = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(SessionVault.class);

    private final ServerContext context;
    private final SharedCache cache;
    private final SealedSession sealed;
    private final JsseSessions jsse;
    private final SessionCounters counters;
    private final int timeoutSeconds;
    private final InstantSource clock;

    SessionVault(
            ServerContext context,
            SharedCache cache,
            SealingKeys keys,
            JsseSessions jsse,
            SessionCounters counters,
            int timeoutSeconds,
            InstantSource clock) {
        this.context = context;
        this.cache = cache;
        this.sealed = new SealedSession(keys, context.identity(), Runtime.version());
        this.jsse = jsse;
        this.counters = counters;
        this.timeoutSeconds = timeoutSeconds;
        this.clock = clock;
    }

    /** Stores a session until it is SSLSessionCacheTimeout old. */
    void store(byte[] id, SSLSession session) {
        try {
            byte[] entry = sealed.seal(protocol(session), id, new Content(presented(session), jsse.write(session)));
            if (entry.length > MAX_ENTRY) {
                counters.tooLarge.increment();
                LOG.warn(
                        "TLS session of {} bytes is above the maximum {}; it cannot be resumed",
                        entry.length,
                        MAX_ENTRY);
                return;
            }
            boolean stored =
                    cache.store(sealed.cacheId(id), expiry(session), entry).stored();
            (stored ? counters.stored : counters.refused).increment();
        } catch (RuntimeException e) {
            counters.unreadable.increment();
            LOG.warn("TLS session not stored", e);
        }
    }

    /** A TLS 1.2 session, which stays in the cache; null if there is none that is good here. */
    SSLSession find(byte[] id) {
        return open(SealedSession.TLS12, id, cache.retrieve(sealed.cacheId(id)));
    }

    /** A TLS 1.3 session, which is gone from the cache with this call: its ticket is good once, on one node. */
    SSLSession take(byte[] id) {
        byte[] cacheId = sealed.cacheId(id);
        byte[] entry = cache.retrieve(cacheId);
        // a TLS 1.2 id went over the wire in clear; whoever saw it must not be able to spend it as a ticket
        if (entry != null && SealedSession.isProtocol(SealedSession.TLS13, entry) && !cache.remove(cacheId)) {
            counters.lostRaces.increment();
            return null;
        }
        return open(SealedSession.TLS13, id, entry);
    }

    /**
     * Sees to it that the session is not resumed again, on no node: those with a copy of their own look here first. Lasts as
     * long as a copy can.
     */
    void forget(byte[] id) {
        byte[] cacheId = sealed.cacheId(id);
        if (!cache.store(cacheId, clock.millis() + timeoutSeconds * 1000L, SealedSession.forgotten())
                .stored()) {
            cache.remove(cacheId);
        }
    }

    /** Whether a node had to forget the session. */
    boolean isForgotten(byte[] id) {
        boolean forgotten = SealedSession.isForgotten(cache.retrieve(sealed.cacheId(id)));
        if (forgotten) {
            counters.forgotten.increment();
        }
        return forgotten;
    }

    private SSLSession open(int protocol, byte[] id, byte[] entry) {
        if (entry == null) {
            counters.misses.increment();
            return null;
        }
        if (SealedSession.isForgotten(entry)) {
            counters.forgotten.increment();
            return null;
        }
        try {
            return revive(id, sealed.open(protocol, id, entry));
        } catch (FlawedException e) {
            counters.flaw(e.flaw()).increment();
            LOG.debug("TLS session not resumed: {}", e.flaw());
        } catch (RuntimeException e) {
            counters.unreadable.increment();
            LOG.warn("TLS session not read", e);
        }
        return null;
    }

    private SSLSession revive(byte[] id, Content content) {
        X509Certificate[] chain = chain(content.certificate());
        if (chain == null) {
            counters.otherCertificate.increment();
            return null;
        }
        SSLSession session = jsse.read(context.jsse(), id, content.form(), chain);
        if (expiry(session) <= clock.millis()) {
            counters.stale.increment();
            return null;
        }
        counters.sharedHits.increment();
        return session;
    }

    private long expiry(SSLSession session) {
        return session.getCreationTime() + timeoutSeconds * 1000L;
    }

    private static int protocol(SSLSession session) {
        return session.getProtocol().equals("TLSv1.3") ? SealedSession.TLS13 : SealedSession.TLS12;
    }

    private static byte[] presented(SSLSession session) {
        return ServerContext.fingerprint((X509Certificate) session.getLocalCertificates()[0]);
    }

    private X509Certificate[] chain(byte[] fingerprint) {
        for (List<X509Certificate> chain : context.chains()) {
            if (Arrays.equals(ServerContext.fingerprint(chain.get(0)), fingerprint)) {
                return chain.toArray(X509Certificate[]::new);
            }
        }
        return null;
    }
}

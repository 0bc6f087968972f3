// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.Map;

import org.socache.ssl.provider.spi.ServerContext;
import sun.security.util.Cache;

/**
 * What JSSE takes for a context's cache of OCSP responses. JSSE looks here in every full handshake, and checks once more
 * that what it gets is about the certificate and has not ended. It holds its context, for whose life the certificates are
 * watched, and what was there before it.
 */
final class ContextResponses extends Cache<Object, Object> {

    private final ServerContext context;
    private final Map<CertificateName, CertificateWatch> watches;
    private final JsseStapling jsse;
    private final JsseStapling.Original original;

    ContextResponses(
            ServerContext context,
            Map<CertificateName, CertificateWatch> watches,
            JsseStapling jsse,
            JsseStapling.Original original) {
        this.context = context;
        this.watches = watches;
        this.jsse = jsse;
        this.original = original;
    }

    JsseStapling.Original original() {
        return original;
    }

    @Override
    public Object get(Object certId) {
        CertificateWatch watch = watches.get(jsse.name(certId));
        byte[] response = watch == null ? null : watch.response();
        return response == null ? null : jsse.entry(response, certId);
    }

    @Override
    public Object pull(Object certId) {
        return get(certId);
    }

    @Override
    public int size() {
        return watches.size();
    }

    @Override
    public void clear() {
        // nothing is kept here
    }

    @Override
    public void put(Object certId, Object response) {
        // JSSE fetches nothing
    }

    @Override
    public void remove(Object certId) {
        // nothing is kept here
    }

    @Override
    public void setCapacity(int size) {
        // as many as the context has certificates
    }

    @Override
    public void setTimeout(int seconds) {
        // every response knows its own
    }

    @Override
    public void accept(CacheVisitor<Object, Object> visitor) {
        // nobody lists it
    }

    @Override
    public String toString() {
        return "responses of " + context;
    }
}

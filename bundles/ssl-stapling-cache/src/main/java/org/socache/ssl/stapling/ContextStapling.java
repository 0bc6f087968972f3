// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContext;

/**
 * Staples for the contexts of this JVM: through JSSE's inside where it is open to us, else through the loopback responder,
 * for which it only has to be known which certificates there are.
 */
final class ContextStapling implements ContextAttachment {

    private static final Logger LOG = LoggerFactory.getLogger(ContextStapling.class);

    private final StaplingService service;
    private final JsseStapling jsse;
    private final Duration patience;
    private final Duration mustStaplePatience;

    /**
     * @param jsse null if it is closed to us
     * @param patience how long a connector that opens waits for a first answer
     * @param mustStaplePatience the same for a certificate that clients refuse without one
     */
    ContextStapling(StaplingService service, JsseStapling jsse, Duration patience, Duration mustStaplePatience) {
        this.service = service;
        this.jsse = jsse;
        this.patience = patience;
        this.mustStaplePatience = mustStaplePatience;
    }

    @Override
    public void attach(ServerContext context) {
        Map<CertificateName, CertificateWatch> watches = new HashMap<>();
        for (List<X509Certificate> chain : context.chains()) {
            try {
                StapledCertificate certificate = StapledCertificate.of(chain, service.forceUrl());
                watches.put(CertificateName.of(certificate.id()), service.watch(certificate, context));
            } catch (IllegalArgumentException e) {
                LOG.warn(e.getMessage());
            }
        }
        if (jsse != null) {
            jsse.install(context, watches);
        }
        awaitFirst(watches.values());
    }

    /** All certificates wait in the same time. */
    private void awaitFirst(Collection<CertificateWatch> watches) {
        long start = System.nanoTime();
        for (CertificateWatch watch : watches) {
            Duration limit = watch.certificate().mustStaple() ? mustStaplePatience : patience;
            Duration left = limit.minusNanos(System.nanoTime() - start);
            service.awaitFirst(watch, left.isNegative() ? Duration.ZERO : left);
        }
    }

    @Override
    public void detach(ServerContext context) {
        if (jsse != null) {
            jsse.restore(context);
        }
        for (List<X509Certificate> chain : context.chains()) {
            try {
                service.release(StapledCertificate.of(chain, service.forceUrl()), context);
            } catch (IllegalArgumentException e) {
                LOG.debug("was never watched: {}", e.getMessage());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What to staple now; for instance for Netty's {@code ReferenceCountedOpenSslEngine.setOcspResponse}. */
public interface Staples {

    /** A certificate that is kept stapled until closed. */
    interface Stapled extends AutoCloseable {

        /** The DER of the OCSP response to staple in this moment; empty if nothing is to be. Never waits. */
        Optional<byte[]> response();

        @Override
        void close();
    }

    /**
     * Fetches responses for a certificate from now on. The first one is on its way when this returns.
     *
     * @param chain leaf first, with its issuer
     * @throws IllegalArgumentException if the certificate cannot be stapled: no issuer, no responder
     */
    Stapled staple(List<X509Certificate> chain);
}

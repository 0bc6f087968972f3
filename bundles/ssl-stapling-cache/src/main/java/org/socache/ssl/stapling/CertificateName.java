// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.math.BigInteger;
import java.nio.ByteBuffer;

import org.bouncycastle.cert.ocsp.CertificateID;

/**
 * How OCSP names a certificate: its serial under an issuer, whose name and key are hashed with SHA-1.
 *
 * @param issuerName 20 bytes
 * @param issuerKey 20 bytes
 */
record CertificateName(BigInteger serial, ByteBuffer issuerName, ByteBuffer issuerKey) {

    static CertificateName of(CertificateID id) {
        return new CertificateName(
                id.getSerialNumber(), ByteBuffer.wrap(id.getIssuerNameHash()), ByteBuffer.wrap(id.getIssuerKeyHash()));
    }
}

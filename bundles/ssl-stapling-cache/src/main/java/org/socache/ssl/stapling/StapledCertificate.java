// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A certificate, its issuer, and how an OCSP responder is asked for it (RFC 6960, with SHA-1 as everyone does and as
 * RFC 5019 demands). Equal to any other of the same certificate.
 */
final class StapledCertificate {

    /** The TLS feature extension, of which status_request is the one use there is. */
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

    private final X509Certificate leaf;
    private final X509CertificateHolder issuer;
    private final CertificateID id;
    private final URI responder;
    private final byte[] key;

    private StapledCertificate(
            X509Certificate leaf, X509CertificateHolder issuer, CertificateID id, URI responder, byte[] key) {
        this.leaf = leaf;
        this.issuer = issuer;
        this.id = id;
        this.responder = responder;
        this.key = key;
    }

    /**
     * @param chain leaf first
     * @param forced what SSLStaplingForceURL says; may be null
     * @throws IllegalArgumentException if the chain has no issuer of the leaf, or there is no one to ask
     */
    static StapledCertificate of(List<X509Certificate> chain, URI forced) {
        X509Certificate leaf = chain.get(0);
        try {
            X509Certificate issuer = chain.stream()
                    .skip(1)
                    .filter(one -> one.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
                    .findFirst()
                    .orElseThrow(() -> unusable(
                            leaf,
                            "its chain in the key store lacks its issuer "
                                    + leaf.getIssuerX500Principal().getName() + "; import the whole chain"));
            URI responder = Optional.ofNullable(forced)
                    .or(() -> responderOf(leaf))
                    .orElseThrow(() -> unusable(
                            leaf,
                            "it names no OCSP responder with an http URL; set"
                                    + " SSLStaplingForceURL if there is one"));
            X509CertificateHolder holder = new JcaX509CertificateHolder(issuer);
            CertificateID id = new CertificateID(digests().get(sha1()), holder, leaf.getSerialNumber());
            return new StapledCertificate(
                    leaf,
                    holder,
                    id,
                    responder,
                    MessageDigest.getInstance("SHA-1").digest(leaf.getEncoded()));
        } catch (GeneralSecurityException | OCSPException | OperatorCreationException e) {
            throw new IllegalArgumentException("no OCSP request can be made for " + name(leaf), e);
        }
    }

    static DigestCalculatorProvider digests() {
        try {
            return new JcaDigestCalculatorProviderBuilder().build();
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static AlgorithmIdentifier sha1() {
        return new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    }

    private static IllegalArgumentException unusable(X509Certificate leaf, String why) {
        return new IllegalArgumentException("certificate " + name(leaf) + " is not stapled: " + why);
    }

    private static String name(X509Certificate leaf) {
        return leaf.getSubjectX500Principal().getName() + " serial "
                + leaf.getSerialNumber().toString(16);
    }

    /** The first http URL with a host for OCSP in the certificate's Authority Information Access. */
    private static Optional<URI> responderOf(X509Certificate leaf) {
        try {
            AuthorityInformationAccess access =
                    AuthorityInformationAccess.fromExtensions(new JcaX509CertificateHolder(leaf).getExtensions());
            return access == null
                    ? Optional.empty()
                    : Arrays.stream(access.getAccessDescriptions())
                            .filter(one -> one.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                            .map(AccessDescription::getAccessLocation)
                            .filter(one -> one.getTagNo() == GeneralName.uniformResourceIdentifier)
                            .map(one -> one.getName().toString())
                            .flatMap(one -> askable(one).stream())
                            .findFirst();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Java takes {@code http://ocsp_1.test/} for a URL without a host, and asks no one there. */
    private static Optional<URI> askable(String url) {
        try {
            return Optional.of(new URI(url))
                    .filter(one -> "http".equalsIgnoreCase(one.getScheme()) && one.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The DER of a request. It has no nonce: the answer is for all clients and all nodes. */
    byte[] request() {
        try {
            return new OCSPReqBuilder().addRequest(id).build().getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException("a request of our own cannot be encoded", e);
        }
    }

    /** The certificate's place in the shared cache, httpd's: SHA-1 of its DER. */
    byte[] key() {
        return key.clone();
    }

    X509CertificateHolder issuer() {
        return issuer;
    }

    URI responder() {
        return responder;
    }

    CertificateID id() {
        return id;
    }

    /** In hex, as openssl prints it. */
    String serial() {
        return leaf.getSerialNumber().toString(16);
    }

    String subject() {
        return leaf.getSubjectX500Principal().getName();
    }

    /** True if clients refuse this certificate without a staple (RFC 7633). */
    boolean mustStaple() {
        return leaf.getExtensionValue(TLS_FEATURE) != null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StapledCertificate that && leaf.equals(that.leaf) && responder.equals(that.responder);
    }

    @Override
    public int hashCode() {
        return Objects.hash(leaf, responder);
    }

    @Override
    public String toString() {
        return name(leaf);
    }
}

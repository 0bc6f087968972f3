// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that trusts nobody but itself: made for one node, so that nothing secret is shipped, and good for trying
 * out, since no browser knows it. Keys are on P-256.
 */
record Authority(X509Certificate certificate, PrivateKey key) {

    static final String SIGNATURE = "SHA256withECDSA";

    /** Longer than that browsers refuse a server's certificate. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    private static final Duration LIFE = Duration.ofDays(3650);

    /** RFC 7633: clients are to refuse the certificate without a stapled response. */
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

    private static final int STATUS_REQUEST = 5;

    static Authority create(Instant now) throws GeneralSecurityException, IOException {
        KeyPair keys = newKeys();
        X500Name name = new X500Name("CN=Socache demo authority " + serial().toString(36));
        X509v3CertificateBuilder builder = builder(name, name, keys, now, LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
        return new Authority(sign(builder, keys.getPrivate()), keys.getPrivate());
    }

    static Authority load(Path store, char[] password) throws GeneralSecurityException, IOException {
        KeyFile file = KeyFile.load(store, password);
        return new Authority(file.chain().get(0), file.key());
    }

    void save(Path store, char[] password) throws GeneralSecurityException, IOException {
        new KeyFile(List.of(certificate), key).save(store, password);
    }

    /**
     * Issues a must-staple certificate with a new key.
     *
     * @param names DNS names, or IP addresses
     * @param responder the OCSP responder's URL
     */
    KeyFile issue(List<String> names, String responder, Instant now) throws GeneralSecurityException, IOException {
        KeyPair keys = newKeys();
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=" + names.get(0)), keys, now, SERVER_LIFE)
                .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
                .addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                AccessDescription.id_ad_ocsp,
                                new GeneralName(GeneralName.uniformResourceIdentifier, responder)))
                .addExtension(TLS_FEATURE, false, new DERSequence(new ASN1Integer(STATUS_REQUEST)));
        return new KeyFile(List.of(sign(builder, key), certificate), keys.getPrivate());
    }

    private static GeneralNames alternatives(List<String> names) {
        return GeneralNames.getInstance(
                new DERSequence(names.stream().map(Authority::alternative).toArray(ASN1Encodable[]::new)));
    }

    private static GeneralName alternative(String name) {
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration life) {
        // a clock that is a little behind must not refuse it
        Date from = Date.from(now.minus(Duration.ofHours(1)));
        return new JcaX509v3CertificateBuilder(
                issuer, serial(), from, Date.from(now.plus(life)), subject, keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("cannot sign with " + SIGNATURE, e);
        }
    }

    /** 64 random bits are what browsers' rules ask for. */
    private static BigInteger serial() {
        return new BigInteger(64, new SecureRandom()).setBit(64);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A certification authority in a directory, made by openssl: NAME.crt, NAME.key and NAME.p12 for every certificate. */
public final class TestPki {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final String authority;
    private int serial = 1000;

    /** Makes the authority's own certificate. */
    public TestPki(Path directory, String authority) {
        this.directory = directory;
        this.authority = authority;
        Openssl.run(
                directory,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                authority + ".key",
                "-out",
                authority + ".crt",
                "-subj",
                "/CN=" + authority,
                "-days",
                "30");
    }

    public Path directory() {
        return directory;
    }

    public String authority() {
        return authority;
    }

    /** Issues a certificate with these lines of openssl extensions besides the name. */
    public TestPki issue(String name, String... extensions) {
        try {
            Path extensionFile = directory.resolve(name + ".ext");
            String dnsName = "subjectAltName=DNS:" + name;
            Files.write(extensionFile, Arrays.asList(dnsName, String.join("\n", extensions)));
            Openssl.run(
                    directory,
                    "req",
                    "-new",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-keyout",
                    name + ".key",
                    "-out",
                    name + ".csr",
                    "-subj",
                    "/CN=" + name);
            Openssl.run(
                    directory,
                    "x509",
                    "-req",
                    "-in",
                    name + ".csr",
                    "-CA",
                    authority + ".crt",
                    "-CAkey",
                    authority + ".key",
                    "-set_serial",
                    String.valueOf(++serial),
                    "-days",
                    "20",
                    "-extfile",
                    extensionFile.toString(),
                    "-out",
                    name + ".crt");
            Openssl.run(
                    directory,
                    "pkcs12",
                    "-export",
                    "-in",
                    name + ".crt",
                    "-inkey",
                    name + ".key",
                    "-certfile",
                    authority + ".crt",
                    "-name",
                    name,
                    "-passout",
                    "pass:" + new String(PASSWORD),
                    "-out",
                    name + ".p12");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the authority's list of revoked certificates, with these; see {@link #trustUnlessRevoked}. */
    public TestPki revoke(String... names) {
        try {
            List<String> index = Arrays.stream(names)
                    .map(name -> String.format(
                            Locale.ROOT,
                            "R\t491231235959Z\t260101000000Z\t%04X\tunknown\t/CN=%s",
                            certificate(directory, name).getSerialNumber(),
                            name))
                    .toList();
            Files.write(directory.resolve("revoked.txt"), index);
            Files.writeString(
                    directory.resolve("crl.cnf"),
                    "[ca]\ndefault_ca=one\n[one]\ndatabase=revoked.txt\ndefault_md=sha256\ndefault_crl_days=20\n");
            Openssl.run(
                    directory,
                    "ca",
                    "-gencrl",
                    "-config",
                    "crl.cnf",
                    "-cert",
                    authority + ".crt",
                    "-keyfile",
                    authority + ".key",
                    "-out",
                    authority + ".crl");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static X509Certificate certificate(Path directory, String name) {
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The keys of these certificates. */
    public static KeyManager[] keys(Path directory, String... names) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (String name : names) {
                KeyStore one = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
                    one.load(in, PASSWORD);
                }
                store.setKeyEntry(name, one.getKey(name, PASSWORD), PASSWORD, one.getCertificateChain(name));
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, PASSWORD);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trust in that authority, and no other. */
    public static TrustManager[] trust(Path directory, String authority) {
        try (InputStream in = Files.newInputStream(directory.resolve(authority + ".crt"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    authority, CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same trust, but in nothing that the authority has revoked; as Jetty makes it of a file of CRLs. */
    public static TrustManager[] trustUnlessRevoked(Path directory, String authority) {
        try (InputStream in = Files.newInputStream(directory.resolve(authority + ".crl"))) {
            X509CertSelector any = new X509CertSelector();
            TrustAnchor anchor = new TrustAnchor(certificate(directory, authority), null);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(anchor), any);
            parameters.setRevocationEnabled(true);
            parameters.addCertStore(CertStore.getInstance(
                    "Collection",
                    new CollectionCertStoreParameters(
                            CertificateFactory.getInstance("X.509").generateCRLs(in))));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS to a server: {@code XTLS}, {@code XTLSCACertificateFile} (PEM; without it Java's own authorities), and for servers that
 * ask for a certificate {@code XTLSKeyStore} (PKCS#12) with its password.
 */
public final class Tls {

    private Tls() {}

    /**
     * The context the directives beginning with {@code prefix} ask for; empty if TLS is off.
     *
     * @throws IllegalArgumentException if a file cannot be used
     */
    public static Optional<SSLContext> context(Directives directives, String prefix) {
        String key = prefix + "TLS";
        if (!directives.flag(key, false)) {
            return Optional.empty();
        }
        String authorities = directives.text(key + "CACertificateFile").orElse(null);
        String keys = directives.text(key + "KeyStore").orElse(null);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keyManagers(keys, Secret.of(directives, key + "KeyStore")),
                    authorities == null ? null : trustManagers(authorities),
                    null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    key + "CACertificateFile = " + authorities + ", " + key + "KeyStore = " + keys + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static TrustManager[] trustManagers(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(Path.of(pem))) {
            int n = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + n++, authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(String path, Optional<Secret> secret)
            throws GeneralSecurityException, IOException {
        char[] password = secret.map(Secret::reveal).orElse("").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            store.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }
}

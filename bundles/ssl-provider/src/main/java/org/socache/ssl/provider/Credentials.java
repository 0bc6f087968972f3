// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * The managers that SunJSSE takes from those handed to {@code SSLContext.init}: the first key manager and the first trust
 * manager for X.509.
 *
 * @param keys null if the context has no certificate
 * @param trust null if the context trusts no client certificate
 */
record Credentials(X509KeyManager keys, X509TrustManager trust) {

    /** SunJSSE asks a key manager by these names (the algorithm of the certificate's public key). */
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA", "DSA");

    static Credentials of(KeyManager[] keyManagers, TrustManager[] trustManagers) {
        return new Credentials(
                first(X509KeyManager.class, keyManagers == null ? new KeyManager[0] : keyManagers),
                first(X509TrustManager.class, trustManagers == null ? defaultTrust() : trustManagers));
    }

    private static <T> T first(Class<T> type, Object[] managers) {
        return Arrays.stream(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    /** What SunJSSE trusts when it is told nothing. */
    private static TrustManager[] defaultTrust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        } catch (NoSuchAlgorithmException | KeyStoreException e) {
            return new TrustManager[0];
        }
    }

    /** Every chain the context may present, leaf first. */
    Set<List<X509Certificate>> chains() {
        Set<List<X509Certificate>> chains = new LinkedHashSet<>();
        if (keys != null) {
            KEY_TYPES.stream()
                    .flatMap(this::aliases)
                    .map(keys::getCertificateChain)
                    .forEach(chain -> {
                        if (chain != null && chain.length > 0) {
                            chains.add(List.of(chain));
                        }
                    });
        }
        return chains;
    }

    private Stream<String> aliases(String keyType) {
        String[] aliases = keys.getServerAliases(keyType, null);
        return aliases == null ? Stream.empty() : Arrays.stream(aliases);
    }
}

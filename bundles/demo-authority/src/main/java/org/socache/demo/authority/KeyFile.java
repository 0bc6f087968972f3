// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * A key and its certificates, as a PKCS #12 file has them.
 *
 * @param chain leaf first
 */
record KeyFile(List<X509Certificate> chain, PrivateKey key) {

    private static final String TYPE = "PKCS12";
    private static final String ALIAS = "server";

    static KeyFile load(Path file, char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        Certificate[] chain = store.getCertificateChain(ALIAS);
        if (chain == null) {
            throw new IOException(file + " has no key under the alias \"" + ALIAS + "\"; delete it and run bin/https");
        }
        return new KeyFile(Arrays.stream(chain).map(X509Certificate.class::cast).toList(), (PrivateKey)
                store.getKey(ALIAS, password));
    }

    /** The file is its owner's alone. */
    void save(Path file, char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, password, chain.toArray(Certificate[]::new));
        OwnerOnly.create(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
    }
}

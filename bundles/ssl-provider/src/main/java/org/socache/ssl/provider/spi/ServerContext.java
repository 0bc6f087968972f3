// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS context and what a client proves to it, and it to a client. Equal only to itself: contexts come and go with their
 * connectors.
 */
public final class ServerContext {

    private final String name;
    private final SSLContext jsse;
    private final List<List<X509Certificate>> chains;
    private final String identity;

    /**
     * @param name see {@link ServerContexts#attach}
     * @param jsse SunJSSE's own context
     * @param chains the certificate chains it may present, leaf first
     * @param trust who says which client certificates are good, null if none is
     */
    public ServerContext(
            String name, SSLContext jsse, Collection<List<X509Certificate>> chains, X509TrustManager trust) {
        this.name = name;
        this.jsse = jsse;
        this.chains = chains.stream().map(List::copyOf).toList();
        this.identity = identity(name, this.chains, trust);
    }

    public String name() {
        return name;
    }

    public SSLContext jsse() {
        return jsse;
    }

    public List<List<X509Certificate>> chains() {
        return chains;
    }

    /**
     * The session-id context: SHA-256, in hex, over the name, the leaf certificates, the issuers that the trust manager
     * accepts, its class, what it asks of certificates, and its CRLs. A session is resumed only under the identity that
     * it was made under, because resumption skips the check of the client's certificate (CVE-2025-23048: a session made
     * at a lax virtual host was good enough for a strict one). The order of certificates does not matter, so nodes with
     * the same stores agree.
     */
    public String identity() {
        return identity;
    }

    private static String identity(String name, List<List<X509Certificate>> chains, X509TrustManager trust) {
        MessageDigest digest = sha256();
        add(digest, name.getBytes(StandardCharsets.UTF_8));
        addAll(digest, chains.stream().map(chain -> chain.get(0)));
        if (trust != null) {
            addAll(digest, Arrays.stream(trust.getAcceptedIssuers()));
            // a CRL may be longer than the length that add can say
            TrustPolicy.of(trust).forEach(part -> add(digest, sha256().digest(part)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void addAll(MessageDigest digest, Stream<X509Certificate> certificates) {
        List<String> sorted = certificates
                .map(ServerContext::fingerprint)
                .map(HexFormat.of()::formatHex)
                .distinct()
                .sorted()
                .toList();
        digest.update((byte) (sorted.size() >>> 8));
        digest.update((byte) sorted.size());
        sorted.forEach(fingerprint -> add(digest, HexFormat.of().parseHex(fingerprint)));
    }

    /** Length first, so that no two different inputs run into the same bytes. */
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    /** SHA-256 of the certificate. */
    public static byte[] fingerprint(X509Certificate certificate) {
        try {
            return sha256().digest(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("no encoding of " + certificate.getSubjectX500Principal(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "context" : name) + " " + identity.substring(0, 12);
    }
}

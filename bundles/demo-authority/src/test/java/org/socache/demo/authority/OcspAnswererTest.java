// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.lang.annotation.Annotation;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OcspAnswererTest {

    private static final BigInteger REVOKED = BigInteger.valueOf(0xbad);

    @TempDir
    Path directory;

    private Authority authority;
    private OcspAnswerer answerer;
    private int port;

    @BeforeEach
    void open() throws Exception {
        authority = Authority.create(Instant.now());
        Path store = directory.resolve("authority.p12");
        authority.save(store, "secret".toCharArray());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        answerer = new OcspAnswerer(configuration(port, store, "secret", "BAD"));
    }

    @AfterEach
    void close() {
        answerer.close();
    }

    @Test
    void ownCertificate_isGood_andSignedByTheAuthority() throws Exception {
        KeyFile issued = authority.issue(List.of("localhost"), "http://127.0.0.1:" + port + "/", Instant.now());
        BasicOCSPResp response = ask(authority, issued.chain().get(0).getSerialNumber());
        assertThat(response.getResponses()[0].getCertStatus()).isSameAs(CertificateStatus.GOOD);
        assertThat(response.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .build(authority.certificate().getPublicKey())))
                .isTrue();
        assertThat(response.getResponses()[0].getNextUpdate()).isAfter(Instant.now());
    }

    @Test
    void serialThatIsCalledRevoked_isRevoked() throws Exception {
        assertThat(ask(authority, REVOKED).getResponses()[0].getCertStatus()).isInstanceOf(RevokedStatus.class);
    }

    @Test
    void certificateOfAnotherAuthority_isUnknown() throws Exception {
        assertThat(ask(Authority.create(Instant.now()), BigInteger.TEN)
                        .getResponses()[0]
                        .getCertStatus())
                .isInstanceOf(UnknownStatus.class);
    }

    @Test
    void garbage_isCalledMalformed() throws Exception {
        assertThat(new OCSPResp(post(new byte[] {1, 2, 3})).getStatus()).isEqualTo(1);
    }

    @Test
    void portTaken_leavesItToTheOther() throws Exception {
        new OcspAnswerer(configuration(port, directory.resolve("authority.p12"), "secret")).close();
        assertThat(ask(authority, BigInteger.ONE).getResponses()[0].getCertStatus())
                .isSameAs(CertificateStatus.GOOD);
    }

    @Test
    void clientThatNeverEndsItsRequest_doesNotSilenceTheAuthority() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            silent.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(ask(authority, BigInteger.ONE).getResponses()[0].getCertStatus())
                    .isSameAs(CertificateStatus.GOOD);
        }
    }

    private BasicOCSPResp ask(Authority issuer, BigInteger serial) throws Exception {
        CertificateID id = new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(issuer.certificate()),
                serial);
        byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
        return (BasicOCSPResp) new OCSPResp(post(request)).getResponseObject();
    }

    private byte[] post(byte[] body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .timeout(Duration.ofSeconds(20))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
    }

    private static OcspAnswerer.Configuration configuration(
            int port, Path keystore, String password, String... revoked) {
        return new OcspAnswerer.Configuration() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return OcspAnswerer.Configuration.class;
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public String keystore() {
                return keystore.toString();
            }

            @Override
            public String password() {
                return password;
            }

            @Override
            public String[] revoked() {
                return revoked;
            }
        };
    }
}

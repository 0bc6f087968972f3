// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.net.BindException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.stapling.loopback.LoopbackServer;

/**
 * Answers OCSP (RFC 6960) for the demo authority, on loopback. Every certificate of the authority is good, but those that
 * the configuration calls revoked; what others have issued is unknown.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = OcspAnswerer.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OcspAnswerer.Configuration.class)
public final class OcspAnswerer {

    static final String PID = "org.socache.demo.authority";

    /** What {@code bin/https} writes. */
    @ObjectClassDefinition(
            name = "Socache demo authority",
            description = "Answers OCSP for the certificate that bin/https has made")
    public @interface Configuration {

        @AttributeDefinition(description = "Where to listen on 127.0.0.1; the certificate names it")
        int port() default 8480;

        @AttributeDefinition(description = "PKCS #12 file with the authority's key")
        String keystore();

        @AttributeDefinition(description = "Password of that file", type = AttributeType.PASSWORD)
        String password();

        @AttributeDefinition(
                required = false,
                description = "Serial numbers, in hex, of certificates to call revoked; to see what happens then")
        String[] revoked() default {};
    }

    private static final Logger LOG = LoggerFactory.getLogger(OcspAnswerer.class);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int LARGEST_REQUEST = 4_096;

    private final Authority authority;
    private final Set<BigInteger> revoked;
    private final DigestCalculatorProvider digests;
    private final LoopbackServer server;

    @Activate
    public OcspAnswerer(Configuration configuration)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        authority = Authority.load(
                Path.of(configuration.keystore()), configuration.password().toCharArray());
        revoked = Arrays.stream(configuration.revoked())
                .map(serial -> new BigInteger(serial.trim(), 16))
                .collect(Collectors.toSet());
        digests = new JcaDigestCalculatorProviderBuilder().build();
        server = listen(configuration.port());
    }

    /** Null if the port is taken: a second node on this host with the same files is answered by the first. */
    private LoopbackServer listen(int port) throws IOException {
        try {
            return new LoopbackServer(port, "/", this::answer);
        } catch (BindException e) {
            LOG.warn("the demo authority does not answer OCSP: port {} is taken ({})", port, e.getMessage());
            return null;
        }
    }

    @Deactivate
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] response = response(exchange.getRequestBody().readNBytes(LARGEST_REQUEST), Instant.now());
            exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
        }
    }

    private byte[] response(byte[] request, Instant now) {
        try {
            return statement(new OCSPReq(request), now).getEncoded();
        } catch (IOException | RuntimeException e) {
            LOG.debug("no OCSP request", e);
        } catch (OCSPException | GeneralSecurityException | OperatorCreationException e) {
            LOG.warn("the demo authority cannot answer", e);
        }
        return new byte[] {0x30, 0x03, 0x0a, 0x01, OCSPRespBuilder.MALFORMED_REQUEST};
    }

    private OCSPResp statement(OCSPReq request, Instant now)
            throws OCSPException, GeneralSecurityException, OperatorCreationException {
        JcaX509CertificateHolder issuer = new JcaX509CertificateHolder(authority.certificate());
        BasicOCSPRespBuilder basic = new BasicOCSPRespBuilder(new RespID(issuer.getSubject()));
        for (Req one : request.getRequestList()) {
            CertificateID id = one.getCertID();
            basic.addResponse(
                    id,
                    id.matchesIssuer(issuer, digests) ? status(id.getSerialNumber()) : new UnknownStatus(),
                    Date.from(now),
                    Date.from(now.plus(LIFE)));
        }
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        basic.build(
                                new JcaContentSignerBuilder(Authority.SIGNATURE).build(authority.key()),
                                null,
                                Date.from(now)));
    }

    private CertificateStatus status(BigInteger serial) {
        return revoked.contains(serial)
                ? new RevokedStatus(authority.certificate().getNotBefore(), CRLReason.cessationOfOperation)
                : CertificateStatus.GOOD;
    }
}

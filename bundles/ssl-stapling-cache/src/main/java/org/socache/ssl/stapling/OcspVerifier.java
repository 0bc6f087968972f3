// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;

import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Decides whether a response may be stapled, by RFC 6960 section 3.2: it is about our certificate, signed by the issuer
 * or by one the issuer has delegated to, and in time. httpd looks at the certificate and the times only, so anyone on the
 * way can make it staple nonsense until the cache entry ends.
 */
final class OcspVerifier {

    /** What a responder may answer instead of a statement. JSSE reads no others, and would complain in every handshake. */
    private static final Set<Integer> ERRORS = Set.of(
            OCSPResp.MALFORMED_REQUEST,
            OCSPResp.INTERNAL_ERROR,
            OCSPResp.TRY_LATER,
            OCSPResp.SIG_REQUIRED,
            OCSPResp.UNAUTHORIZED);

    private final Duration skew;
    private final Duration maximumAge;
    private final Duration openLife;
    private final InstantSource clock;

    /**
     * @param skew slack in comparing times
     * @param maximumAge since thisUpdate; null if it does not matter
     * @param openLife how long a response without nextUpdate serves: else whoever cuts the way to the responder keeps it
     *     for ever
     */
    OcspVerifier(Duration skew, Duration maximumAge, Duration openLife, InstantSource clock) {
        this.skew = skew;
        this.maximumAge = maximumAge;
        this.openLife = openLife;
        this.clock = clock;
    }

    /**
     * Reads and checks a response.
     *
     * @throws UnusableResponseException if it must not be stapled
     */
    Answer verify(byte[] der, StapledCertificate certificate) throws UnusableResponseException {
        try {
            // read so because OCSPResp itself takes bytes behind the response, with which no client could do anything
            OCSPResp response = new OCSPResp(OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der)));
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                return error(response.getStatus());
            }
            if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                throw new UnusableResponseException("the response is not of type id-pkix-ocsp-basic");
            }
            SingleResp single = about(certificate, basic);
            checkSignature(basic, certificate.issuer());
            Instant nextUpdate = instant(single.getNextUpdate());
            Answer answer = new Answer(
                    der,
                    status(single),
                    single.getThisUpdate().toInstant(),
                    nextUpdate,
                    nextUpdate != null ? nextUpdate : clock.instant().plus(openLife));
            checkTimes(answer);
            return maximumAge == null ? answer : answer.endingBy(tooOld(answer));
        } catch (IOException | OCSPException | RuntimeException | StackOverflowError e) {
            // the last two because ASN.1 from strangers finds its own ways to be wrong, nested without end among them
            throw new UnusableResponseException("the response is no OCSP response: " + e.getMessage(), e);
        }
    }

    private static Answer error(int status) throws UnusableResponseException {
        if (!ERRORS.contains(status)) {
            throw new UnusableResponseException("the response has the status " + status + ", which there is not");
        }
        return Answer.error(status);
    }

    /** When an answer gets too old; with a slack of its own where {@link #checkTimes} gives none to its end. */
    private Instant tooOld(Answer answer) {
        Instant end = answer.thisUpdate().plus(maximumAge);
        return answer.nextUpdate() != null ? end : end.plus(skew);
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }

    private static Answer.Status status(SingleResp single) {
        CertificateStatus status = single.getCertStatus();
        if (status == CertificateStatus.GOOD) {
            return Answer.Status.GOOD;
        }
        return status instanceof RevokedStatus ? Answer.Status.REVOKED : Answer.Status.UNKNOWN;
    }

    private static SingleResp about(StapledCertificate certificate, BasicOCSPResp basic)
            throws UnusableResponseException {
        for (SingleResp single : basic.getResponses()) {
            CertificateID id = single.getCertID();
            if (id.equals(certificate.id())) {
                return single;
            }
        }
        throw new UnusableResponseException("the response is not about serial " + certificate.serial());
    }

    private void checkSignature(BasicOCSPResp basic, X509CertificateHolder issuer) throws UnusableResponseException {
        X509CertificateHolder signer = Stream.concat(Stream.of(issuer), Stream.of(basic.getCerts()))
                .filter(one -> isSigner(basic.getResponderId(), one))
                .findFirst()
                .orElseThrow(() -> new UnusableResponseException("the response has no certificate of its signer"));
        try {
            if (!signer.equals(issuer)) {
                checkDelegation(signer, issuer);
            }
            if (!basic.isSignatureValid(keyOf(signer))) {
                throw new UnusableResponseException("the response has a bad signature");
            }
        } catch (OCSPException | CertException | OperatorCreationException | CertificateException e) {
            throw new UnusableResponseException("the signature cannot be checked: " + e.getMessage(), e);
        }
    }

    private static boolean isSigner(RespID id, X509CertificateHolder certificate) {
        try {
            return id.equals(new RespID(certificate.getSubject()))
                    || id.equals(new RespID(
                            certificate.getSubjectPublicKeyInfo(),
                            StapledCertificate.digests().get(RespID.HASH_SHA1)));
        } catch (OCSPException | OperatorCreationException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** RFC 6960 section 4.2.2.2: issued directly by the CA in question, and for this. */
    private void checkDelegation(X509CertificateHolder signer, X509CertificateHolder issuer)
            throws UnusableResponseException, CertException, OperatorCreationException, CertificateException {
        if (!signer.getIssuer().equals(issuer.getSubject()) || !signer.isSignatureValid(keyOf(issuer))) {
            throw new UnusableResponseException("the response is signed by a stranger, " + signer.getSubject());
        }
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(signer.getExtensions());
        if (usage == null || !usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)) {
            throw new UnusableResponseException("the issuer has not delegated OCSP signing to " + signer.getSubject());
        }
        if (!signer.isValidOn(Date.from(clock.instant()))) {
            throw new UnusableResponseException(
                    "the certificate of the signer " + signer.getSubject() + " is out of date");
        }
    }

    private static ContentVerifierProvider keyOf(X509CertificateHolder holder)
            throws OperatorCreationException, CertificateException {
        return new JcaContentVerifierProviderBuilder().build(holder);
    }

    /** True as long as the answer may be stapled; a responder's error has no times. */
    boolean isInTime(Answer answer) {
        try {
            checkTimes(answer);
            return true;
        } catch (UnusableResponseException e) {
            return false;
        }
    }

    private void checkTimes(Answer answer) throws UnusableResponseException {
        if (!answer.isStatement()) {
            return;
        }
        Instant now = clock.instant();
        if (answer.thisUpdate().isAfter(now.plus(skew))) {
            throw new UnusableResponseException("the response begins at " + answer.thisUpdate() + ", it is " + now);
        }
        if (answer.end().isBefore(answer.nextUpdate() != null ? now.minus(skew) : now)) {
            throw new UnusableResponseException("the response ended at " + answer.end() + ", it is " + now);
        }
        if (maximumAge != null && answer.thisUpdate().plus(maximumAge).isBefore(now.minus(skew))) {
            throw new UnusableResponseException("the response is of " + answer.thisUpdate()
                    + ", more than SSLStaplingResponseMaxAge = " + maximumAge.toSeconds() + " s ago");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the response for one certificate. {@link #response} is what handshakes call: it reads memory and never waits.
 * {@link #refresh} does the work, outside any handshake, and knows nothing of other certificates, so a slow responder
 * delays no one else's.
 */
final class CertificateWatch {

    /** Where the present answer came from. */
    enum Source {
        NONE,
        RESPONDER,
        SHARED_CACHE
    }

    /**
     * What is known.
     *
     * @param answer the last statement that was in time when it came; null if there was none
     * @param error what clients may be shown while there is no statement; may be null
     * @param lastError why the last refresh failed; empty if it did not
     * @param failures in a row
     * @param due when to refresh next
     */
    record State(Answer answer, Answer error, Source source, String lastError, int failures, Instant due) {}

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    /** How often to look for what another node is fetching. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final StapledCertificate certificate;
    private final StaplingSettings settings;
    private final SharedStaples shared;
    private final Responder responder;
    private final OcspVerifier verifier;
    private final RefreshPlan plan;
    private final InstantSource clock;
    private final Consumer<CertificateWatch> revoked;
    private volatile State state;

    /** @param revoked told when the certificate turns out to be revoked */
    CertificateWatch(
            StapledCertificate certificate,
            StaplingSettings settings,
            SharedStaples shared,
            Responder responder,
            OcspVerifier verifier,
            RefreshPlan plan,
            InstantSource clock,
            Consumer<CertificateWatch> revoked) {
        this.certificate = certificate;
        this.settings = settings;
        this.shared = shared;
        this.responder = responder;
        this.verifier = verifier;
        this.plan = plan;
        this.clock = clock;
        this.revoked = revoked;
        this.state = new State(null, null, Source.NONE, "", 0, clock.instant());
    }

    StapledCertificate certificate() {
        return certificate;
    }

    State state() {
        return state;
    }

    /** The statement that is in time now, or null. */
    Answer answer() {
        Answer latest = state.answer();
        return latest != null && verifier.isInTime(latest) ? latest : null;
    }

    /** True if nothing has been learned yet, good or bad. */
    boolean isCold() {
        return state.answer() == null && state.lastError().isEmpty();
    }

    /**
     * The DER to staple now, or null for none. SSLStaplingReturnResponderErrors decides whether clients see anything but
     * {@code good}; a statement is shown until it ends, whether or not it can be renewed.
     */
    byte[] response() {
        Answer answer = answer();
        if (answer != null) {
            return settings.returnErrors() || answer.status() == Answer.Status.GOOD ? answer.der() : null;
        }
        Answer error = state.error();
        return error != null && settings.returnErrors() ? error.der() : null;
    }

    /** Brings the response up to date: from the shared cache if another node was there first, else from the responder. */
    synchronized void refresh() {
        if (!adoptShared()) {
            fetch();
        }
    }

    /** Asks the responder whatever the cache has, because an operator wants to know. */
    synchronized void fetch() {
        shared.claim(certificate, asking());
        try {
            Answer answer = verifier.verify(responder.ask(certificate), certificate);
            if (answer.isStatement()) {
                keep(answer);
            } else {
                fail("the responder " + certificate.responder() + " answered with an error", answer);
            }
        } catch (UnusableResponseException e) {
            fail(e.getMessage(), settings.fakeTryLater() ? Answer.TRY_LATER : null);
        }
    }

    /** It is good until it ends, also for nodes that start while the responder is away. */
    private void keep(Answer fetched) {
        Answer answer = newer(fetched, answer());
        if (answer != fetched) {
            LOG.info(
                    "OCSP for {}: the responder answered with a response of {}; the one of {} still serves",
                    certificate,
                    fetched.thisUpdate(),
                    answer.thisUpdate());
        }
        adopt(answer, Source.RESPONDER);
        Duration untilDue = Duration.between(clock.instant(), state.due());
        if (answer.nextUpdate() == null) {
            shared.noteEnd(certificate, answer);
        }
        shared.store(certificate, new StapleRecord(true, answer.der()), answer.end());
        shared.claim(certificate, untilDue.dividedBy(2));
    }

    /**
     * What serves stays unless it was known earlier. Queries have no nonce and go over HTTP, so anyone on the way may answer
     * with the {@code good} from before a revocation.
     */
    private static Answer newer(Answer fetched, Answer served) {
        return served != null && fetched.thisUpdate().isBefore(served.thisUpdate()) ? served : fetched;
    }

    private void adopt(Answer answer, Source source) {
        Answer before = state.answer();
        Instant now = clock.instant();
        state = new State(answer, null, source, "", 0, now.plus(plan.afterStatement(answer, now)));
        if (answer.status() == Answer.Status.REVOKED && (before == null || before.status() != answer.status())) {
            revoked.accept(this);
        }
    }

    private void fail(String why, Answer error) {
        int failures = state.failures() + 1;
        Duration pause = plan.afterFailure(failures);
        Instant due = clock.instant().plus(pause);
        boolean served = answer() != null;
        LOG.warn(
                "OCSP for {}: {}; next try in {} s{}",
                certificate,
                why,
                pause.toSeconds(),
                served ? ", the response before still serves" : "");
        state = new State(state.answer(), error, state.source(), why, failures, due);
        if (!served && error != null) {
            shared.store(certificate, new StapleRecord(false, error.der()), due);
        }
    }

    /** True if there is no need to ask: the cache has news, or another node is asking. */
    private boolean adoptShared() {
        StapleRecord record = shared.read(certificate);
        Instant claimed = shared.claimedByAnother(certificate);
        Answer found = checked(record);
        if (found != null && found.isStatement()) {
            return adoptStatement(found, claimed != null);
        }
        if (found != null && !record.fine() && state.failures() == 0) {
            adoptError(found);
            return true;
        }
        if (claimed != null && isAsking(claimed) && state.failures() == 0) {
            state = new State(
                    state.answer(),
                    state.error(),
                    state.source(),
                    state.lastError(),
                    0,
                    clock.instant().plus(GLANCE));
            return true;
        }
        return false;
    }

    /** True as long as the node that claimed can still be waiting for its answer, on a clock somewhat like ours. */
    private boolean isAsking(Instant claimed) {
        return Duration.between(claimed, clock.instant()).abs().compareTo(asking()) <= 0;
    }

    private Duration asking() {
        return settings.responderTimeout().plusSeconds(1);
    }

    private boolean adoptStatement(Answer found, boolean claimed) {
        Answer served = answer();
        boolean news = served == null || found.thisUpdate().isAfter(served.thisUpdate());
        if (news) {
            adopt(found, Source.SHARED_CACHE);
        } else if (claimed) {
            adopt(served, state.source());
        }
        return news || claimed;
    }

    /** Another node has been refused lately; the first of ours comes after its pause. */
    private void adoptError(Answer error) {
        Instant due = clock.instant().plus(plan.afterFailure(1));
        state = new State(state.answer(), error, Source.SHARED_CACHE, "another node found no answer", 1, due);
    }

    /** What a record says, if it stands up to the same checks as an answer; httpd stores without. */
    private Answer checked(StapleRecord record) {
        if (record == null) {
            return null;
        }
        try {
            Answer answer = verifier.verify(record.der(), certificate);
            return answer.isStatement() && answer.nextUpdate() == null ? endingAsNoted(answer) : answer;
        } catch (UnusableResponseException e) {
            LOG.debug("OCSP for {}: what lies in the shared cache is not used: {}", certificate, e.getMessage());
            return null;
        }
    }

    /** The response as long as it serves at the node that asked for it; null after that, and if nobody tells. */
    private Answer endingAsNoted(Answer answer) {
        Instant end = shared.end(certificate, answer.der());
        if (end == null) {
            LOG.debug("OCSP for {}: the response in the shared cache does not say until when it serves", certificate);
            return null;
        }
        Answer ending = answer.endingBy(end);
        return verifier.isInTime(ending) ? ending : null;
    }
}

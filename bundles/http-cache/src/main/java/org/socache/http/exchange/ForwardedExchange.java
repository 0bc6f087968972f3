// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.Changes;
import org.socache.http.engine.Exchange;
import org.socache.http.engine.PendingResponse;
import org.socache.http.engine.Reason;
import org.socache.http.engine.ResponseDecision;
import org.socache.http.engine.Serve;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;

/**
 * One request that went to the origin, from the first decision to the last byte. Synchronized for the one call that may come
 * beside the others: who has waited too long for the origin breaks the exchange while the origin may still be writing.
 */
final class ForwardedExchange implements OriginWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardedExchange.class);

    private final HttpCaching caching;
    private final Inbound inbound;
    private final Site site;
    private final Flights.Flight flight;
    private final Fetches.Fetch fetch;
    private Exchange exchange;
    private Exchange instead;
    private Recording recording;
    private boolean done;

    /** @param flight to land when it is known what others can share; null if nobody waits */
    ForwardedExchange(HttpCaching caching, Inbound inbound, Site site, Exchange exchange, Flights.Flight flight) {
        this.caching = caching;
        this.inbound = inbound;
        this.site = site;
        this.exchange = exchange;
        this.flight = flight;
        this.fetch = caching.fetches().begin(exchange.key());
    }

    @Override
    public Fields requestFields() {
        return exchange.forwarded().fields();
    }

    @Override
    public boolean isCacheRequest() {
        return exchange.purpose() != Exchange.Purpose.FETCH;
    }

    @Override
    public synchronized Verdict head(ResponseHead head) {
        if (done) {
            return Verdict.UNCHANGED;
        }
        forgetRecording();
        try {
            // first, so that no other exchange stores what this one is about to take out
            fetch.outdateOthers(site.engine().changed(exchange, head));
            return obey(site.engine().received(asAnswered(), head, site.shelves()));
        } catch (RuntimeException e) {
            return fault(e);
        }
    }

    /** What is older than a change that came after its head goes to the client who asked for it, and into no store. */
    private void apply(Changes changes) {
        if (!fetch.store(() -> site.shelves().apply(changes))) {
            site.shelves().apply(new Changes(changes.removals(), List.of()));
        }
    }

    /** The exchange with what became known while the origin worked on it. */
    private Exchange asAnswered() {
        Exchange answered = exchange;
        if (fetch.isOutdated() && answered.mayStore()) {
            answered = answered.barred(Reason.OUTDATED);
        }
        if (inbound.attribute("no-cache") != null) {
            answered = answered.barred(Reason.ADMIN_NO_CACHE);
        }
        RequestHead client = answered.client();
        if (inbound.isAuthenticated() && !client.fields().contains("Authorization")) {
            // a session says who the user is as well as Authorization does, and RFC 9111 section 3.5 means the user
            client = client.withFields(client.fields().plus("Authorization", "session"));
            answered = new Exchange(
                    client,
                    answered.forwarded(),
                    answered.key(),
                    answered.stored(),
                    answered.purpose(),
                    answered.reason(),
                    answered.requestTime(),
                    answered.barred());
        }
        return answered;
    }

    private Verdict obey(ResponseDecision decision) {
        if (decision instanceof ResponseDecision.Store store) {
            apply(store.changes());
            record(store.pending());
            note(store.reason(), store.head());
            return new Verdict.Tee(store.head());
        }
        if (decision instanceof ResponseDecision.Pass pass) {
            apply(pass.changes());
            note(pass.reason(), pass.head());
            landFlight();
            return new Verdict.Pass(pass.head());
        }
        if (decision instanceof ResponseDecision.Answer answer) {
            apply(answer.changes());
            return replace(answer.serve());
        }
        if (decision instanceof ResponseDecision.Combine combine) {
            record(combine.pending());
            instead = combine.instead();
            return Verdict.HOLD;
        }
        if (decision instanceof ResponseDecision.Retry retry) {
            return askAgain(retry.exchange());
        }
        ResponseDecision.Fail fail = (ResponseDecision.Fail) decision;
        note(fail.reason(), fail.head());
        finish();
        return new Verdict.Replace(fail.head(), Payload.NONE);
    }

    private Verdict askAgain(Exchange other) {
        // what was against storing the first answer is looked at anew when the second comes
        exchange = other.barred(exchange.barred());
        fetch.beginAgain();
        return Verdict.AGAIN;
    }

    private void record(PendingResponse pending) {
        recording = new Recording(pending, site.shelves());
    }

    private void forgetRecording() {
        if (recording != null) {
            recording.close();
            recording = null;
        }
    }

    private Verdict replace(Serve serve) {
        note(serve.reason(), serve.head());
        caching.counters().countServed(serve.content().length());
        finish();
        return new Verdict.Replace(serve.head(), serve.content());
    }

    @Override
    public synchronized void content(ByteBuffer part) {
        if (recording != null) {
            recording.add(part);
            if (recording.isGivenUp() && instead == null) {
                abandon();
            }
        }
    }

    @Override
    public synchronized Verdict end() {
        if (done || recording == null) {
            finish();
            return Verdict.UNCHANGED;
        }
        try {
            return instead == null ? commit() : combine();
        } catch (IOException e) {
            LOG.debug("{} is not stored", exchange.client().uri(), e);
            abandon();
            return Verdict.UNCHANGED;
        } catch (RuntimeException e) {
            return fault(e);
        }
    }

    private Verdict commit() throws IOException {
        if (recording.isGivenUp()) {
            abandon();
            return Verdict.UNCHANGED;
        }
        Changes changes = site.engine().commit(recording.pending(), recording.content(), site.shelves());
        apply(changes);
        finish();
        return Verdict.UNCHANGED;
    }

    private Verdict combine() throws IOException {
        Recording range = recording;
        Exchange whole = instead;
        recording = null;
        instead = null;
        try (range) {
            if (range.isGivenUp()) {
                return askAgain(whole);
            }
            return obey(site.engine().combine(range.pending(), range.content(), site.shelves()));
        }
    }

    @Override
    public synchronized Verdict failed() {
        if (done) {
            return Verdict.UNCHANGED;
        }
        try {
            ResponseDecision decision = site.engine().failed(asAnswered());
            if (decision instanceof ResponseDecision.Fail fail) {
                // the container has an error of its own to tell
                note(fail.reason(), fail.head());
                finish();
                return Verdict.UNCHANGED;
            }
            return obey(decision);
        } catch (RuntimeException e) {
            return fault(e);
        }
    }

    @Override
    public synchronized void broken() {
        if (done) {
            return;
        }
        if (flight != null) {
            flight.wasInVain();
        }
        abandon();
    }

    /** Forgets what was recorded; an older copy that it was to replace goes too, as the rules have said. */
    private void abandon() {
        if (recording != null) {
            caching.counters().countAbandoned();
            site.shelves().apply(recording.pending().onAbandon());
        }
        finish();
    }

    private Verdict fault(RuntimeException error) {
        caching.counters().countFault();
        LOG.error(
                "the response to {} {} is passed on uncached because of an error in the cache",
                exchange.client().method(),
                exchange.client().uri(),
                error);
        finish();
        return Verdict.UNCHANGED;
    }

    private void note(Reason reason, ResponseHead head) {
        caching.note(inbound, exchange.client(), reason, head.status());
    }

    private void finish() {
        done = true;
        forgetRecording();
        fetch.end();
        landFlight();
    }

    private void landFlight() {
        if (flight != null) {
            flight.land();
        }
    }
}

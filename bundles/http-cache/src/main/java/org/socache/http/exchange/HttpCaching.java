// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.SharedCache;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeResult;
import org.socache.http.TraceEntry;
import org.socache.http.config.Area;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.engine.Exchange;
import org.socache.http.engine.Reason;
import org.socache.http.engine.RequestDecision;
import org.socache.http.engine.Serve;
import org.socache.http.engine.message.HopByHop;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.storage.Storage;

/**
 * The HTTP cache of one container. Adapters bring requests to {@link #begin}; everything that could go wrong in here ends in
 * the request going on as if there were no cache.
 */
public final class HttpCaching implements HttpCache {

    /** The request attribute by which an adapter sees that another one in front of it has taken the request. */
    public static final String TAKEN = "org.socache.http.taken";

    private static final Logger LOG = LoggerFactory.getLogger(HttpCaching.class);

    /** Why requests may wait for another one; all other reasons say that this request needs an answer of its own. */
    private static final Set<Reason> SHAREABLE =
            EnumSet.of(Reason.MISS, Reason.VARY_MISS, Reason.STALE, Reason.INVALIDATED);

    private final InstantSource clock;
    private final Counters counters = new Counters();
    private final Trace trace = new Trace();
    private final Flights flights = new Flights();
    private final Fetches fetches = new Fetches();
    private final Leases leases;
    private final Storage socache;
    private volatile Sites sites;

    /**
     * A cache with its first configuration.
     *
     * @param cache where the storage {@code socache} keeps its records
     * @param storages the other storages there are, by type
     */
    public HttpCaching(
            SharedCache cache,
            ServerConfiguration server,
            Collection<LocationConfiguration> locations,
            Map<String, Storage> storages,
            InstantSource clock) {
        this.clock = clock;
        this.leases = new Leases(cache, clock);
        this.socache = new SocacheStorage(cache, counters);
        configure(server, locations, storages);
    }

    /** Makes another configuration the one in force, from the next request on. */
    public void configure(
            ServerConfiguration server, Collection<LocationConfiguration> locations, Map<String, Storage> storages) {
        Map<String, Storage> all = new HashMap<>(storages);
        all.put(Area.SOCACHE, socache);
        sites = new Sites(server, locations, all, counters, clock);
    }

    /** Whether requests are to be taken before any web context sees them (CacheQuickHandler). */
    public boolean isQuick() {
        return sites.server().quickHandler();
    }

    /** What has been done so far. */
    public Counters counters() {
        return counters;
    }

    Fetches fetches() {
        return fetches;
    }

    /** How many requests wait for another one at this moment. */
    public int waiting() {
        return flights.waiting();
    }

    /**
     * Decides about a request, and answers it where that is possible without the origin.
     *
     * @throws IOException if the client cannot be written to any more
     */
    public Course begin(Inbound inbound) throws IOException {
        RequestHead request;
        try {
            request = inbound.head();
        } catch (IllegalArgumentException ambiguous) {
            // the container refuses it, or knows better; a cache must not guess which resource is meant
            return Course.ASIDE;
        }
        Site site = sites.siteFor(request.uri());
        if (site == null || asksForAnotherProtocol(request)) {
            return Course.ASIDE;
        }
        RequestDecision decision;
        try {
            // servlets of this container see such fields all the same, and nobody knows whose page it is then
            decision = HopByHop.of(request.fields()).takesFrom(request.fields())
                    ? site.engine().bypass(request, Reason.REQUEST_FIELDS_END)
                    : site.engine().decide(request, site.shelves());
        } catch (RuntimeException e) {
            return fault(request, e);
        }
        return follow(inbound, site, request, decision);
    }

    /**
     * Whether the connection may become another one, such as a WebSocket, which begins with GET. A container that knows h2c has
     * taken that up before; other methods may change what is stored, whatever protocol they offer (RFC 9110 section 7.8).
     */
    private static boolean asksForAnotherProtocol(RequestHead request) {
        return request.isGet()
                && request.fields().contains("Upgrade")
                && !request.fields().combined("Upgrade").equalsIgnoreCase("h2c");
    }

    private Course follow(Inbound inbound, Site site, RequestHead request, RequestDecision decision)
            throws IOException {
        if (decision instanceof Serve serve) {
            return answer(inbound, request, serve);
        }
        if (decision instanceof RequestDecision.ServeAndRevalidate stale) {
            try {
                return answer(inbound, request, stale.serve());
            } finally {
                // afterwards, since it may ask a cache far away who validates, and also when this client has gone
                revalidate(inbound, site, stale.background());
            }
        }
        if (decision instanceof RequestDecision.GatewayTimeout none) {
            note(inbound, request, none.reason(), none.head().status());
            inbound.answer(none.head(), Payload.NONE);
            return Course.ANSWERED;
        }
        return forward(inbound, site, ((RequestDecision.Forward) decision).exchange());
    }

    /** One validation per resource at a time; where the container has no way to do it, the next request after the grace will. */
    private void revalidate(Inbound inbound, Site site, Exchange exchange) {
        Flights.Flight mine = flights.lead(exchange.key());
        if (mine == null) {
            return;
        }
        boolean accepted = false;
        try {
            accepted = mayValidate(site, exchange, mine)
                    && inbound.askInBackground(
                            exchange.forwarded(), later -> new ForwardedExchange(this, later, site, exchange, mine));
        } finally {
            if (!accepted) {
                mine.land();
            }
        }
    }

    private boolean mayValidate(Site site, Exchange exchange, Flights.Flight mine) {
        Duration maxAge = sites.server().lockMaxAge();
        return maxAge.isZero() || !site.shelves().include(socache) || leases.take(exchange.key(), mine, maxAge);
    }

    private Course forward(Inbound inbound, Site site, Exchange exchange) throws IOException {
        Duration maxAge = sites.server().lockMaxAge();
        return maxAge.isZero() || !isShareable(exchange)
                ? alone(inbound, site, exchange)
                : leadOrShare(inbound, site, exchange, maxAge);
    }

    private Course alone(Inbound inbound, Site site, Exchange exchange) {
        return new Course.Forward(new ForwardedExchange(this, inbound, site, exchange, null));
    }

    /** Not a HEAD for what is not there: its answer brings nothing that those who want the content could share. */
    private static boolean isShareable(Exchange exchange) {
        return exchange.mayStore()
                && SHAREABLE.contains(exchange.reason())
                && (exchange.client().isGet() || exchange.stored() != null);
    }

    /**
     * Takes the lead if nobody has it. Otherwise the stale copy if that may be used, or wait and look again; once more where the
     * leader went before it was known what there is to share. Not more often: a page that always breaks off would be fetched for
     * one after the other.
     */
    private Course leadOrShare(Inbound inbound, Site site, Exchange first, Duration maxAge) throws IOException {
        Exchange exchange = first;
        Flights.Flight mine = flights.lead(exchange.key());
        while (mine == null) {
            Serve stale = site.engine().serveWhileLocked(exchange);
            if (stale != null) {
                return answer(inbound, exchange.client(), stale);
            }
            Flights.Flight other = flights.underWay(exchange.key());
            if (other != null) {
                await(inbound, () -> other.await(maxAge.toNanos()));
            }
            RequestDecision second = site.engine().decideAgain(exchange.client(), site.shelves(), Reason.COLLAPSED);
            if (!(second instanceof RequestDecision.Forward again)) {
                return followShared(inbound, site, exchange.client(), second);
            }
            boolean repeated = exchange == first && other != null && other.isToBeRepeated();
            exchange = again.exchange();
            if (!repeated || !isShareable(exchange)) {
                // nothing to share: each for itself, as what it waited for was for one client only
                return alone(inbound, site, exchange);
            }
            mine = flights.lead(exchange.key());
        }
        try {
            return exchange == first
                    ? lead(inbound, site, exchange, mine, maxAge)
                    : leadNext(inbound, site, exchange, mine, maxAge);
        } catch (IOException | RuntimeException e) {
            mine.land();
            throw e;
        }
    }

    /** Leads after another, unless a third has led and landed since this one has looked. */
    private Course leadNext(Inbound inbound, Site site, Exchange exchange, Flights.Flight mine, Duration maxAge)
            throws IOException {
        RequestDecision third = site.engine().decideAgain(exchange.client(), site.shelves(), Reason.COLLAPSED);
        if (third instanceof RequestDecision.Forward again) {
            return lead(inbound, site, again.exchange(), mine, maxAge);
        }
        mine.land();
        return followShared(inbound, site, exchange.client(), third);
    }

    /** Nobody else on this node is fetching the resource; perhaps on another one. */
    private Course lead(Inbound inbound, Site site, Exchange exchange, Flights.Flight mine, Duration maxAge)
            throws IOException {
        if (!site.shelves().include(socache) || leases.take(exchange.key(), mine, maxAge)) {
            return new Course.Forward(new ForwardedExchange(this, inbound, site, exchange, mine));
        }
        Serve stale = site.engine().serveWhileLocked(exchange);
        if (stale != null) {
            mine.land();
            return answer(inbound, exchange.client(), stale);
        }
        mine.beginAfter(maxAge);
        await(inbound, () -> leases.await(exchange.key(), maxAge));
        RequestDecision second =
                site.engine().decideAgain(exchange.client(), site.shelves(), Reason.COLLAPSED_BETWEEN_NODES);
        if (second instanceof RequestDecision.Forward again) {
            mine.beginNow();
            // who has it now, if anybody, is not waited for once more
            leases.take(exchange.key(), mine, maxAge);
            return new Course.Forward(new ForwardedExchange(this, inbound, site, again.exchange(), mine));
        }
        mine.land();
        return followShared(inbound, site, exchange.client(), second);
    }

    private Course followShared(Inbound inbound, Site site, RequestHead request, RequestDecision second)
            throws IOException {
        if (second instanceof Serve) {
            counters.countCoalesced();
        }
        return follow(inbound, site, request, second);
    }

    private void await(Inbound inbound, Wait wait) {
        Runnable over = inbound.startWaiting();
        if (over == null) {
            return;
        }
        try {
            if (!wait.await()) {
                counters.countLockTimeout();
            }
        } catch (InterruptedException e) {
            // the container is stopping; the request goes on and meets its end there
            Thread.currentThread().interrupt();
        } finally {
            over.run();
        }
    }

    /** Waits for another request; false if that took too long. */
    @FunctionalInterface
    private interface Wait {
        boolean await() throws InterruptedException;
    }

    private Course answer(Inbound inbound, RequestHead request, Serve serve) throws IOException {
        note(inbound, request, serve.reason(), serve.head().status());
        counters.countServed(serve.content().length());
        inbound.answer(serve.head(), serve.content());
        return Course.ANSWERED;
    }

    private Course fault(RequestHead request, RuntimeException error) {
        counters.countFault();
        LOG.error("{} {} goes on without the cache because of an error in it", request.method(), request.uri(), error);
        return Course.ASIDE;
    }

    /** Counts a decision, keeps it for the trace, and tells it to access logs as httpd does in environment variables. */
    void note(Inbound inbound, RequestHead request, Reason reason, int status) {
        counters.countDecision(reason);
        trace.add(clock.millis(), request, reason, status);
        inbound.attribute("cache-status", reason.text());
        inbound.attribute(StatusAttribute.of(reason.kind()), reason.text());
    }

    @Override
    public PurgeResult purge(PurgeRequest request) {
        return new Purge(sites.purging(), fetches).run(request);
    }

    @Override
    public List<TraceEntry> trace(int limit) {
        return trace.newestFirst(limit);
    }
}

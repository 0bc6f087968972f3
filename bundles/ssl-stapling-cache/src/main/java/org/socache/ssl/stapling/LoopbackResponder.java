// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.Req;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.stapling.loopback.LoopbackServer;

/**
 * The way in for JVMs without the flags: an OCSP responder on loopback that answers from memory, to which system
 * properties point SunJSSE. JSSE asks it in the handshake and has its answer at once. JSSE drops answers that are not
 * successful, so clients never see {@code tryLater} this way; and the properties hold for contexts made from now on.
 */
final class LoopbackResponder implements StaplingService.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackResponder.class);

    private static final String PATH = "/ocsp";
    private static final int LARGEST_REQUEST = 4_096;

    /** One second is the least that JSSE keeps a response; everything else is our cache's business. */
    private static final String SHORTEST_LIFE = "1";

    private final StaplingService.Listener next;
    private final LoopbackServer server;
    private final Map<CertificateName, CertificateWatch> watches = new ConcurrentHashMap<>();
    /** What the properties were before; null for one that was not set. */
    private final Map<String, String> before = new HashMap<>();

    /** @param next hears of certificates too */
    LoopbackResponder(StaplingService.Listener next) {
        this.next = next;
        try {
            server = new LoopbackServer(0, PATH, this::answer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback for OCSP", e);
        }
        Map<String, String> properties = Map.of(
                "jdk.tls.server.enableStatusRequestExtension",
                "true",
                "jdk.tls.stapling.responderURI",
                "http://127.0.0.1:" + port() + PATH,
                "jdk.tls.stapling.responderOverride",
                "true",
                "jdk.tls.stapling.cacheLifetime",
                SHORTEST_LIFE);
        properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    }

    int port() {
        return server.port();
    }

    @Override
    public void watched(CertificateWatch watch, Runnable refresh) {
        watches.put(CertificateName.of(watch.certificate().id()), watch);
        next.watched(watch, refresh);
    }

    @Override
    public void forgotten(CertificateWatch watch) {
        watches.remove(CertificateName.of(watch.certificate().id()), watch);
        next.forgotten(watch);
    }

    @Override
    public void revoked(CertificateWatch watch) {
        next.revoked(watch);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] response = response(exchange);
            if (response == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
                exchange.sendResponseHeaders(200, response.length);
                exchange.getResponseBody().write(response);
            }
        }
    }

    private byte[] response(HttpExchange exchange) {
        try {
            Req[] requests = new OCSPReq(request(exchange)).getRequestList();
            CertificateWatch watch =
                    requests.length == 1 ? watches.get(CertificateName.of(requests[0].getCertID())) : null;
            return watch == null ? null : watch.response();
        } catch (IOException | RuntimeException e) {
            LOG.debug("no OCSP request", e);
            return null;
        }
    }

    /** GET has the request in the path, in Base64 (RFC 6960 appendix A.1). */
    private static byte[] request(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            return exchange.getRequestBody().readNBytes(LARGEST_REQUEST);
        }
        String encoded = exchange.getRequestURI().getRawPath().substring(PATH.length() + 1);
        return Base64.getDecoder().decode(URLDecoder.decode(encoded, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        server.close();
    }
}

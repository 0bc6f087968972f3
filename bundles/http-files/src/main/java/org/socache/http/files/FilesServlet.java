// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.socache.http.engine.CacheEngine;
import org.socache.http.engine.CachePolicy;
import org.socache.http.engine.RequestDecision;
import org.socache.http.engine.Serve;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;

/** Answers GET and HEAD with kept files. Conditions and ranges are judged by the rules of the HTTP cache: same code, same answers. */
final class FilesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Whatever is asked for: the engine sees one file at a time. */
    private static final EffectiveUri URI = EffectiveUri.of("http", "localhost", "/");

    private static final long FRESH_FOR_EVER = 1L << 50;

    /** What of a request bears on a file; the rest is between the client and caches. */
    private static final List<String> CONDITIONS = List.of("If-None-Match", "If-Modified-Since", "Range", "If-Range");

    /** What a cache adds to answers, and an origin does not. */
    private static final Set<String> NOT_SENT = Set.of("age", "cache-status", "x-cache", "x-cache-detail");

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final transient Function<String, KeptFile> files;
    private final transient Counters counters;
    private final transient CacheEngine engine = new CacheEngine(CachePolicy.defaults(), Clock.systemUTC());
    private final transient CacheKey key = engine.key(URI);

    /** @param files tells the file by the path of its URL, as it is now; null if there is none */
    FilesServlet(Function<String, KeptFile> files, Counters counters) {
        this.files = files;
        this.counters = counters;
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String info = request.getPathInfo();
        KeptFile file = files.apply(request.getServletPath() + (info == null ? "" : info));
        Serve serve;
        try {
            serve = file == null ? null : serve(request, file);
        } catch (NoSuchFileException gone) {
            counters.missing.increment();
            log(request.getRequestURI() + ": " + gone.getMessage());
            serve = null;
        } catch (IOException changesOrCannotBeRead) {
            // not a 404: that would tell caches that there is no such page
            counters.missing.increment();
            log(request.getRequestURI() + ": " + changesOrCannotBeRead.getMessage());
            response.setHeader("Retry-After", "1");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        if (serve == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (failsPrecondition(request, serve.stored().fields())) {
            serve.content().close();
            response.sendError(HttpServletResponse.SC_PRECONDITION_FAILED);
            return;
        }
        counters.served.increment();
        send(serve, request, response);
    }

    /** RFC 9110 section 13.2.2, its first two steps: a cache leaves them to the origin, and here that is us. */
    private static boolean failsPrecondition(HttpServletRequest request, Fields stored) {
        String match = String.join(",", Collections.list(request.getHeaders("If-Match")))
                .trim();
        if (!match.isEmpty()) {
            return !match.equals("*") && !List.of(match.split("\\s*,\\s*")).contains(stored.first("ETag"));
        }
        long unmodified = -1;
        try {
            unmodified = request.getDateHeader("If-Unmodified-Since");
        } catch (IllegalArgumentException notADate) {
            return false;
        }
        if (unmodified < 0) {
            return false;
        }
        return Instant.from(HTTP_DATE.parse(stored.first("Last-Modified"))).toEpochMilli() > unmodified;
    }

    private Serve serve(HttpServletRequest request, KeptFile file) throws IOException {
        try (Content content = file.use()) {
            Fields.Builder conditions = Fields.builder();
            for (String name : CONDITIONS) {
                for (String value : Collections.list(request.getHeaders(name))) {
                    conditions.add(name, value);
                }
            }
            Stored stored = stored(key, file, content);
            RequestHead head = new RequestHead(request.getMethod(), URI, conditions.build());
            RequestDecision decision = engine.decide(head, one -> stored);
            if (decision instanceof Serve serve) {
                return serve;
            }
            throw new IOException(file + " is fresh and whole, and was not served: " + decision);
        }
    }

    private static Stored stored(CacheKey key, KeptFile file, Content content) {
        Snapshot snapshot = content.snapshot();
        long now = System.currentTimeMillis();
        return new Stored.Response(new StoredResponse(
                key,
                200,
                Fields.of(
                        "Content-Type", file.type(),
                        "Last-Modified", HTTP_DATE.format(snapshot.changed()),
                        "ETag", snapshot.entityTag(),
                        "Accept-Ranges", "bytes"),
                new Timing(now, now, now, 0, FRESH_FOR_EVER, 0, -1, FRESH_FOR_EVER),
                Extent.complete(snapshot.size()),
                Set.of(),
                Fields.EMPTY,
                List.of(),
                content.body()));
    }

    private void send(Serve serve, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Payload content = serve.content();
        boolean begun = false;
        try {
            response.setStatus(serve.head().status());
            serve.head().fields().forEach((name, value) -> {
                if (!NOT_SENT.contains(name.toLowerCase(Locale.ROOT))) {
                    response.addHeader(name, value);
                }
            });
            if (content.length() > 0) {
                new Sending(content, response.getOutputStream(), counters).begin(request, response);
                begun = true;
            }
        } finally {
            if (!begun) {
                content.close();
            }
        }
    }
}

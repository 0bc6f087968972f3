// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The slow origin.
 *
 * <ul>
 *   <li>{@code GET /demo/primes/N}, N from 0 to 999: a computed page, fresh for ten minutes, with {@code ETag},
 *       {@code Last-Modified} and, over the body, {@code Content-Digest} (RFC 9530). A matching condition is answered
 *       304 without computing anything.
 *   <li>{@code GET /demo/news/N}: a computed page, fresh for five seconds, and usable for another minute while a new one
 *       is fetched; with the number of its edition.
 *   <li>{@code POST /demo/primes/N} with the parameter {@code note}: changes the page.
 *   <li>{@code GET /demo/count}: how many pages were computed so far; never cached.
 *   <li>{@code GET /demo/}: what to try.
 * </ul>
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("socache-demo")
@HttpWhiteboardServletPattern("/demo/*")
public final class DemoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Pattern PRIMES = Pattern.compile("/primes/(0|[1-9][0-9]{0,2})");
    private static final Pattern NEWS = Pattern.compile("/news/(0|[1-9][0-9]{0,2})");
    private static final String FRESH_FOR = "public, max-age=600";
    private static final String SOON_STALE = "public, max-age=5, stale-while-revalidate=60";
    private static final String INDEX = """
            Slow pages, and a cache in front of them.

            A page that is good for ten minutes; X-Cache and Age tell where it comes from:
              curl -i $B/primes/1                                    about 300 ms, then about none
              curl -i -H 'Cache-Control: no-cache' $B/primes/1       asks the origin again
              curl -i -d note=hello $B/primes/1                      changes the page, and so drops the cached one
              curl $B/count                                          how many pages were computed

            Twenty at once for a page that nobody has asked for yet: one computes, the others wait for it:
              curl $B/count; for i in $(seq 20); do curl -s $B/primes/77 >/dev/null & done; wait; curl $B/count

            A page that is good for five seconds, and another minute while a new one is fetched behind your back:
              curl -i $B/news/1; sleep 6; curl -i $B/news/1; sleep 1; curl -i $B/news/1

            All pages of a tag at once (Cache-Tag: primes, Cache-Tag: news), and why each request was a hit or not; in the shell,
            bin/client or ssh:
              socache:purge --tag news --dry-run
              socache:purge --tag news
              socache:trace

            Pages go from 0 to 999.
            """;

    private final transient AtomicLong computed = new AtomicLong();
    private final transient Map<Integer, Note> notes = new ConcurrentHashMap<>();
    private final transient Note noNote = new Note("", Instant.now());

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        OptionalInt page = page(PRIMES, path);
        OptionalInt news = page(NEWS, path);
        if (page.isPresent()) {
            sendPage(page.getAsInt(), request, response);
        } else if (news.isPresent()) {
            sendNews(news.getAsInt(), response);
        } else if (path.equals("/count")) {
            response.setHeader("Cache-Control", "no-store");
            sendText(response, computed.get() + "\n");
        } else if (path.equals("/")) {
            response.setHeader("Cache-Control", "no-cache");
            sendText(response, INDEX.replace("$B", base(request)));
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OptionalInt page = page(PRIMES, path(request));
        String text = request.getParameter("note");
        if (page.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (text == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "the parameter note is missing");
        } else {
            notes.put(page.getAsInt(), new Note(text, Instant.now()));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    private void sendPage(int page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Note note = notes.getOrDefault(page, noNote);
        response.setHeader("Cache-Control", FRESH_FOR);
        response.setHeader("Cache-Tag", "primes");
        response.setHeader("ETag", note.entityTag(page));
        response.setDateHeader("Last-Modified", note.modified().toEpochMilli());
        if (Conditions.notModified(request, note.entityTag(page), note.modified())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        computed.incrementAndGet();
        sendText(
                response, "Primes, page " + page + "\n\n" + PrimeTable.compute(page) + "\nNote: " + note.text() + "\n");
    }

    private void sendNews(int page, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", SOON_STALE);
        response.setHeader("Cache-Tag", "news");
        long number = computed.incrementAndGet();
        sendText(response, "Edition " + number + " of " + page + "\n\n" + PrimeTable.compute(page));
    }

    /** This servlet's URL, of whose path the request may have written a part in percent signs. */
    private static String base(HttpServletRequest request) {
        String url = request.getRequestURL().toString();
        String site = url.substring(0, url.indexOf('/', url.indexOf("://") + 3));
        return site + request.getContextPath() + request.getServletPath();
    }

    private static String path(HttpServletRequest request) {
        return request.getPathInfo() == null ? "/" : request.getPathInfo();
    }

    private static OptionalInt page(Pattern pages, String path) {
        Matcher matcher = pages.matcher(path);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static void sendText(HttpServletResponse response, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(body.length);
        response.setHeader("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":");
        response.getOutputStream().write(body);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}

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
    private static final String FRESH_FOR = "public, max-age=600";
    private static final String INDEX = """
            A slow page, and a cache in front of it.

              curl -i  /demo/primes/1                        about 300 ms, then about none: see X-Cache and Age
              curl -i -H 'Cache-Control: no-cache' ...       asks the origin again
              curl -i -d note=hello ...                      changes the page, and so drops the cached one
              curl    /demo/count                            how many pages were computed

            Pages go from 0 to 999.
            """;

    private final transient AtomicLong computed = new AtomicLong();
    private final transient Map<Integer, Note> notes = new ConcurrentHashMap<>();
    private final transient Note noNote = new Note("", Instant.now());

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        OptionalInt page = page(path);
        if (page.isPresent()) {
            sendPage(page.getAsInt(), request, response);
        } else if (path.equals("/count")) {
            response.setHeader("Cache-Control", "no-store");
            sendText(response, computed.get() + "\n");
        } else if (path.equals("/")) {
            response.setHeader("Cache-Control", "no-cache");
            sendText(response, INDEX);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OptionalInt page = page(path(request));
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

    private static String path(HttpServletRequest request) {
        return request.getPathInfo() == null ? "/" : request.getPathInfo();
    }

    private static OptionalInt page(String path) {
        Matcher matcher = PRIMES.matcher(path);
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

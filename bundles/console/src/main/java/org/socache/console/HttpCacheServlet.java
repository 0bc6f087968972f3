// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.PurgeResult;
import org.socache.http.TraceEntry;

/**
 * The dashboard's part about the HTTP cache; there only while that is installed, which is why nothing else in this bundle
 * names its package.
 *
 * <ul>
 *   <li>{@code GET /socache/api/http/misses}: the last requests that the origin had to answer, newest first, and why
 *   <li>{@code POST /socache/api/http/purge} with {@code selector} ({@code url}, {@code tag} or {@code pattern}) and
 *       {@code value}, and {@code soft} to keep what is purged as stale; manager
 * </ul>
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=socache-api-http",
            "osgi.http.whiteboard.servlet.pattern=/api/http/*",
            ConsoleContext.SELECT
        })
public final class HttpCacheServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Decisions looked at, all there are; and misses shown of them. */
    private static final int DECISIONS = 1024;

    private static final int MISSES = 50;

    private final transient Door door;
    private final transient HttpCache cache;
    private final transient AuditTrail audit;

    @Activate
    public HttpCacheServlet(
            @Reference ConsoleContext context, @Reference HttpCache cache, @Reference EventAdmin eventAdmin) {
        this.door = context.door();
        this.cache = cache;
        this.audit = new AuditTrail(eventAdmin);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"/misses".equals(request.getPathInfo())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                cache.trace(DECISIONS).stream()
                        .filter(entry -> entry.outcome().equals("MISS"))
                        .limit(MISSES)
                        .map(HttpCacheServlet::fields)
                        .toList());
    }

    private static Map<String, Object> fields(TraceEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", entry.time());
        fields.put("method", entry.method());
        fields.put("url", entry.url());
        fields.put("reason", entry.reason());
        fields.put("detail", entry.detail());
        fields.put("status", entry.status());
        return fields;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"/purge".equals(request.getPathInfo())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String value = String.valueOf(request.getParameter("value"));
        if (!door.admitsChange(request, response, Account.of(request).mayPurge(), "manager")) {
            audit.note(request, "purge", value, false, "not allowed");
            return;
        }
        try {
            Selector selector = selector(request.getParameter("selector"));
            boolean soft = request.getParameter("soft") != null;
            String done = done(cache.purge(new PurgeRequest(selector, value, soft, false)), soft);
            audit.note(request, "purge", value, true, done);
            Json.say(response, HttpServletResponse.SC_OK, done);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            audit.note(request, "purge", value, false, refused.getMessage());
            Json.say(response, HttpServletResponse.SC_BAD_REQUEST, refused.getMessage());
        }
    }

    private static Selector selector(String name) {
        return Stream.of(Selector.values())
                .filter(selector -> selector.name().equalsIgnoreCase(name))
                .findAny()
                .orElseThrow(
                        () -> new IllegalArgumentException("selector is \"" + name + "\"; write url, tag or pattern"));
    }

    private static String done(PurgeResult result, boolean soft) {
        if (!result.complete()) {
            throw new IllegalStateException(
                    "the bound provider cannot list its entries: purge by URL, or clear the cache");
        }
        return result.entries()
                + (result.entries() == 1 ? " response " : " responses ")
                + (soft ? "made stale" : "removed");
    }
}

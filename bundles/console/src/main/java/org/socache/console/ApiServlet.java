// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.apache.felix.utils.json.JSONWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheMetric;
import org.socache.api.admin.CacheMetric.Numbers;
import org.socache.api.admin.CacheStatistics.Latency;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;

/**
 * What the dashboard's script asks for.
 *
 * <ul>
 *   <li>{@code GET /socache/api/caches}: everything on the page
 *   <li>{@code POST /socache/api/switch} with {@code cache} and {@code specification}; admin
 *   <li>{@code POST /socache/api/clear} with {@code cache}; admin
 * </ul>
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=socache-api",
            "osgi.http.whiteboard.servlet.pattern=/api/*",
            ConsoleContext.SELECT
        })
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final transient Door door;
    private final transient CacheAdmin admin;

    @Activate
    public ApiServlet(@Reference ConsoleContext context, @Reference CacheAdmin admin) {
        this.door = context.door();
        this.admin = admin;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"/caches".equals(request.getPathInfo())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Account account = Account.of(request);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("user", account.name());
        page.put("mayChange", account.mayChange());
        door.session(request).ifPresent(session -> page.put("token", session.token()));
        page.put(
                "providers",
                admin.providers().stream()
                        .filter(ManagedProvider::available)
                        .map(ManagedProvider::name)
                        .toList());
        page.put("caches", admin.caches().stream().map(ApiServlet::cache).toList());
        json(response, HttpServletResponse.SC_OK, page);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Account account = Account.of(request);
        if (!account.mayChange() || door.mayBeForged(request)) {
            json(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    Map.of(
                            "message",
                            account.mayChange()
                                    ? "the request does not come from this page; reload it"
                                    : account.name()
                                            + " may look, but not change anything; that takes the role admin"));
            return;
        }
        Optional<ManagedCache> cache = admin.cache(String.valueOf(request.getParameter("cache")));
        if (cache.isEmpty() || request.getPathInfo() == null) {
            json(response, HttpServletResponse.SC_NOT_FOUND, Map.of("message", "there is no such cache"));
            return;
        }
        change(request, response, account, cache.get());
    }

    private static void change(
            HttpServletRequest request, HttpServletResponse response, Account account, ManagedCache cache)
            throws IOException {
        try {
            String done = switch (request.getPathInfo()) {
                case "/switch" -> switchTo(cache, request.getParameter("specification"));
                case "/clear" -> cache.clear() ? cache.name() + " is empty" : cache.name() + " cannot be cleared";
                default -> throw new InvalidSpecificationException("no such operation: " + request.getPathInfo());
            };
            LOG.info("{} by {}: {}", request.getPathInfo(), account.name(), done);
            json(response, HttpServletResponse.SC_OK, Map.of("message", done));
        } catch (InvalidSpecificationException refused) {
            json(response, HttpServletResponse.SC_BAD_REQUEST, Map.of("message", refused.getMessage()));
        }
    }

    private static String switchTo(ManagedCache cache, String specification) throws InvalidSpecificationException {
        return cache.name() + " is on "
                + cache.switchTo(CacheSpecification.parse(specification)).to();
    }

    private static Map<String, Object> cache(ManagedCache cache) {
        Numbers numbers = Numbers.of(cache);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", cache.name());
        fields.put("consumer", cache.consumer());
        fields.put("specification", cache.specification().toString());
        fields.put("state", cache.state().name());
        fields.put("reason", cache.reason());
        for (CacheMetric metric : CacheMetric.values()) {
            fields.put(metric.name(), metric.value(numbers));
        }
        Latency latency = numbers.statistics().retrieve();
        fields.put("p50", latency.p50());
        fields.put("p99", latency.p99());
        fields.put(
                "servers",
                numbers.status().servers().stream()
                        .map(server ->
                                Map.of("address", server.address(), "up", server.up(), "detail", server.detail()))
                        .toList());
        return fields;
    }

    private static void json(HttpServletResponse response, int status, Object value) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        new JSONWriter(response.getWriter()).value(value).flush();
    }
}

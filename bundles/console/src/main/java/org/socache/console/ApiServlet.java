// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
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

    private final transient Door door;
    private final transient CacheAdmin admin;
    private final transient AuditTrail audit;

    @Activate
    public ApiServlet(
            @Reference ConsoleContext context, @Reference CacheAdmin admin, @Reference EventAdmin eventAdmin) {
        this.door = context.door();
        this.admin = admin;
        this.audit = new AuditTrail(eventAdmin);
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
        page.put("mayPurge", account.mayPurge());
        door.session(request).ifPresent(session -> page.put("token", session.token()));
        page.put(
                "providers",
                admin.providers().stream()
                        .filter(ManagedProvider::available)
                        .map(ManagedProvider::name)
                        .toList());
        page.put("origins", Origins.read(ManagementFactory.getPlatformMBeanServer()));
        page.put("certificates", Certificates.read(ManagementFactory.getPlatformMBeanServer()));
        page.put("caches", admin.caches().stream().map(ApiServlet::cache).toList());
        Json.send(response, HttpServletResponse.SC_OK, page);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String act = operation(request);
        if (!act.equals("switch") && !act.equals("clear")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String name = String.valueOf(request.getParameter("cache"));
        if (!door.admitsChange(request, response, Account.of(request).mayChange(), "admin")) {
            audit.note(request, act, name, false, "not allowed");
            return;
        }
        Optional<ManagedCache> cache = admin.cache(name);
        if (cache.isEmpty()) {
            Json.say(response, HttpServletResponse.SC_NOT_FOUND, "there is no cache \"" + name + "\"");
            return;
        }
        change(act, cache.get(), request, response);
    }

    private static String operation(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }

    private void change(String act, ManagedCache cache, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            String done = act.equals("clear") ? clear(cache) : switchTo(cache, request.getParameter("specification"));
            audit.note(request, act, cache.name(), true, done);
            Json.say(response, HttpServletResponse.SC_OK, done);
        } catch (InvalidSpecificationException | IllegalStateException refused) {
            audit.note(request, act, cache.name(), false, refused.getMessage());
            Json.say(response, HttpServletResponse.SC_BAD_REQUEST, refused.getMessage());
        }
    }

    private static String clear(ManagedCache cache) {
        if (!cache.clear()) {
            throw new IllegalStateException(cache.name() + " was not cleared: "
                    + (cache.reason().isEmpty()
                            ? "the provider " + cache.specification().provider() + " cannot list its entries"
                            : cache.reason()));
        }
        return cache.name() + " is empty";
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
        fields.put("retrieves", latency.count());
        fields.put("retrieving", latency.total());
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
}

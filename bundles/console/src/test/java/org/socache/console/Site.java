// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeResult;
import org.socache.http.TraceEntry;
import org.socache.tck.TestClock;

/** The console on Jetty, as Pax Web runs it: the context's word first, then the servlets. */
final class Site implements AutoCloseable {

    final TestClock clock = new TestClock();
    final ShownCache http = ShownCache.http();
    final ShownCache remote = ShownCache.remote();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<PurgeRequest> purges = new CopyOnWriteArrayList<>();

    private final Server server = new Server();
    private final int port;

    Site() throws Exception {
        TestRealm.install();
        ConsoleContext context = new ConsoleContext(new Door(clock));
        ServletContextHandler handler = new ServletContextHandler(server, "/socache");
        handler.setAllowNullPathInfo(true);
        Filter security = (request, response, chain) -> {
            if (context.handleSecurity((HttpServletRequest) request, (HttpServletResponse) response)) {
                chain.doFilter(request, response);
            }
        };
        handler.addFilter(new FilterHolder(security), "/*", EnumSet.of(DispatcherType.REQUEST));
        Recorder recorder = new Recorder(events);
        add(handler, new PageServlet(context), "/");
        add(handler, new ApiServlet(context, new Caches(List.of(http, remote)), recorder), "/api/*");
        add(handler, new HttpCacheServlet(context, new Pages(purges), recorder), "/api/http/*");
        add(handler, new NumbersServlet(new Caches(List.of(http, remote))), "/status", "/metrics");
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .addCustomizer(new ExactFields());
        server.addConnector(connector);
        server.start();
        port = connector.getLocalPort();
    }

    private static void add(ServletContextHandler handler, Servlet servlet, String... paths) {
        for (String path : paths) {
            handler.addServlet(new ServletHolder(servlet), path);
        }
    }

    int port() {
        return port;
    }

    String base() {
        return "http://127.0.0.1:" + port;
    }

    /** A browser of its own, with cookies, that does not follow redirects. */
    Visitor visitor() {
        return new Visitor(base());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
    }

    /** Somebody with a browser or a script. */
    static final class Visitor {

        private final String base;
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        private Visitor(String base) {
            this.base = base;
        }

        HttpResponse<String> get(String path, String... fields) {
            return send(request(path, fields).GET());
        }

        HttpResponse<String> post(String path, Map<String, String> form, String... fields) {
            String body = form.entrySet().stream()
                    .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return send(request(path, fields)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(body)));
        }

        HttpResponse<String> signIn(String user, String password) {
            return post("/sign-in", Map.of("user", user, "password", password));
        }

        /** JSON, in which the writer escapes slashes although nobody asks it to. */
        String json(String path) {
            return get(path).body().replace("\\/", "/");
        }

        /** The token that the dashboard's script finds. */
        String token() {
            return get("/api/caches").body().replaceAll("(?s).*\"token\":\"([0-9a-f]+)\".*", "$1");
        }

        private HttpRequest.Builder request(String path, String... fields) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + "/socache" + path)).timeout(Duration.ofSeconds(10));
            return fields.length == 0 ? request : request.headers(fields);
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return client.send(request.build(), BodyHandlers.ofString());
            } catch (IOException fault) {
                throw new AssertionError(fault);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private record Recorder(List<Event> events) implements EventAdmin {

        @Override
        public void postEvent(Event event) {
            events.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            events.add(event);
        }
    }

    private record Caches(List<ManagedCache> caches) implements CacheAdmin {

        @Override
        public Optional<ManagedCache> cache(String name) {
            return caches.stream().filter(cache -> cache.name().equals(name)).findFirst();
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of(
                    new ManagedProvider("dbm", true, "", List.of()),
                    new ManagedProvider("redis", false, "", List.of()),
                    new ManagedProvider("shmcb", true, "", List.of("http")));
        }
    }

    private record Pages(List<PurgeRequest> purges) implements HttpCache {

        @Override
        public PurgeResult purge(PurgeRequest request) {
            if (request.value().isBlank()) {
                throw new IllegalArgumentException("the pattern is empty");
            }
            purges.add(request);
            return new PurgeResult(2, request.selector() != PurgeRequest.Selector.TAG);
        }

        @Override
        public List<TraceEntry> trace(int limit) {
            List<TraceEntry> decisions = new ArrayList<>();
            for (int number = 0; number < limit; number++) {
                decisions.add(new TraceEntry(
                        number, "GET", "http://x/<" + number + ">", number % 2 == 0 ? "MISS" : "HIT", "r", "d", 200));
            }
            return decisions;
        }
    }
}

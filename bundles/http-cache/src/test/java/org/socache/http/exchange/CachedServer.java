// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.DispatcherType;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.socache.http.config.LocationConfiguration;
import org.socache.http.config.ServerConfiguration;
import org.socache.http.jetty.QuickHandler;
import org.socache.http.servlet.CacheFilter;
import org.socache.http.storage.Storage;

/** A Jetty server on the loopback interface with pages that tests write, and the cache in front of them. */
public final class CachedServer implements AutoCloseable {

    /** Where the cache stands. */
    public enum Place {
        QUICK_HANDLER,
        FILTER
    }

    /** What a page does with a request. */
    @FunctionalInterface
    public interface Page {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(21_000 + (int) (ProcessHandle.current().pid() % 8_000));

    public final ManualClock clock;
    public final MemoryCache cache;
    /** Behind the storage {@code disk}. */
    public final MemoryCache disk;

    public final HttpCaching caching;
    public final QuickHandler quickHandler;
    private final Map<String, Storage> storages;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /** Starts a server with those directives beside CacheEnable and CacheHeader. */
    public CachedServer(Place place, String... directives) throws Exception {
        this(place, List.of(), directives);
    }

    /** The same with locations. */
    public CachedServer(Place place, List<LocationConfiguration> locations, String... directives) throws Exception {
        this(place, new MemoryCache(new ManualClock()), locations, directives);
    }

    /** Another node with the same cache. */
    public CachedServer(Place place, CachedServer other, String... directives) throws Exception {
        this(place, other.cache, List.of(), directives);
    }

    private CachedServer(
            Place place, MemoryCache sharedCache, List<LocationConfiguration> locations, String... directives)
            throws Exception {
        clock = sharedCache.clock();
        cache = sharedCache;
        disk = new MemoryCache(clock);
        storages = Map.of("disk", new SocacheStorage(disk, new Counters()));
        Map<String, Object> properties = new HashMap<>(Map.of(
                "CacheEnable", "socache /",
                "CacheHeader", "on",
                "CacheQuickHandler", place == Place.QUICK_HANDLER ? "on" : "off"));
        for (int i = 0; i < directives.length; i += 2) {
            properties.put(directives[i], directives[i + 1]);
        }
        caching = new HttpCaching(cache, ServerConfiguration.read(properties), locations, storages, clock);
        quickHandler = new QuickHandler(caching);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        ServletHolder holder = new ServletHolder(new Origin());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        FilterHolder filter = new FilterHolder(new CacheFilter(caching));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        // there in any case, as in the container; the configuration says whether it takes requests
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .addCustomizer(quickHandler);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        start();
    }

    private void start() throws Exception {
        while (true) {
            connector.setPort(NEXT_PORT.getAndIncrement());
            try {
                server.start();
                return;
            } catch (IOException e) {
                if (!(e.getCause() instanceof BindException)) {
                    throw e;
                }
                server.stop();
            }
        }
    }

    /** Puts a page at a path. */
    public CachedServer page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /** How often the origin was asked for a path. */
    public int calls(String path) {
        return calls.getOrDefault(path, new AtomicInteger()).get();
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** Threads of the server that do something. */
    public int busyThreads() {
        QueuedThreadPool pool = (QueuedThreadPool) server.getThreadPool();
        return pool.getBusyThreads();
    }

    /** Sends a request with those header fields. */
    public HttpResponse<String> send(String method, String path, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BrokenResponse(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends these bytes on a connection of their own; what came back until the server closed it. */
    public String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    public HttpResponse<String> get(String path, String... fields) {
        return send("GET", path, fields);
    }

    /** The outcome in X-Cache, without the server's name. */
    public static String outcome(HttpResponse<?> response) {
        return response.headers()
                .firstValue("X-Cache")
                .map(v -> v.split(" ")[0])
                .orElse("none");
    }

    /** The origin's response did not come whole. */
    public static final class BrokenResponse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenResponse(IOException cause) {
            super(cause);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Origin extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String path = request.getRequestURI();
            calls.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
            response.setDateHeader("Date", clock.millis());
            Page page = pages.get(path);
            if (page == null) {
                response.sendError(404);
            } else {
                page.serve(request, response);
            }
        }
    }
}

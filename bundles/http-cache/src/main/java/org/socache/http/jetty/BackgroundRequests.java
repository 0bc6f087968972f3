// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.exchange.ContainerHelp;
import org.socache.http.exchange.HttpCaching;
import org.socache.http.exchange.Inbound;
import org.socache.http.exchange.OriginWatch;

/**
 * Requests of the cache's own to the server it stands in (stale-while-revalidate), through a connector without a socket. A
 * few at a time; what is beyond that is not done, and the next request for the page tries again.
 */
final class BackgroundRequests {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRequests.class);

    private static final int THREADS = 4;

    private static final int WAITING = 64;

    /** An origin that takes longer is given up, so that the next request for the page may try again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), BackgroundRequests::thread);

    private final Duration patience;

    BackgroundRequests() {
        this(PATIENCE);
    }

    BackgroundRequests(Duration patience) {
        this.patience = patience;
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "socache-revalidate");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Takes a request on, for the quick handler.
     *
     * @param from the connector of the request that gave rise to it
     * @return false if there are too many already
     */
    boolean send(Connector from, RequestHead head, Function<Inbound, OriginWatch> exchange) {
        return send(from, head, exchange, (request, once) -> {
            request.setAttribute(HttpCaching.TAKEN, Boolean.TRUE);
            new JettyExchange(request, once.apply(new JettyInbound(request, this))).run();
        });
    }

    /** The same for the filter, which finds the exchange in the request. */
    boolean sendToFilter(Connector from, RequestHead head, Function<Inbound, OriginWatch> exchange) {
        return send(from, head, exchange, (request, once) -> request.setAttribute(ContainerHelp.BACKGROUND, once));
    }

    private boolean send(
            Connector from,
            RequestHead head,
            Function<Inbound, OriginWatch> exchange,
            BiConsumer<Request, Function<Inbound, OriginWatch>> place) {
        try {
            threads.execute(new Job(from, head, exchange, place));
            return true;
        } catch (RejectedExecutionException tooMany) {
            return false;
        }
    }

    /** What has not begun never will: the next requests for those pages may try elsewhere. */
    void stop() {
        for (Runnable job : threads.shutdownNow()) {
            ((Job) job).release();
        }
    }

    /** One request; whatever becomes of it, its exchange comes to an end. */
    private final class Job implements Runnable {

        private final Connector from;
        private final RequestHead head;
        private final Function<Inbound, OriginWatch> exchange;
        private final BiConsumer<Request, Function<Inbound, OriginWatch>> place;
        private volatile OriginWatch watch;

        Job(
                Connector from,
                RequestHead head,
                Function<Inbound, OriginWatch> exchange,
                BiConsumer<Request, Function<Inbound, OriginWatch>> place) {
            this.from = from;
            this.head = head;
            this.exchange = exchange;
            this.place = place;
        }

        @Override
        public void run() {
            HttpConfiguration configuration = new HttpConfiguration();
            configuration.addCustomizer((connector, same, request) -> {
                request.setScheme(head.uri().scheme());
                request.setSecure(head.uri().scheme().equals("https"));
                request.getResponse().getHttpOutput().setInterceptor(new Sink(request.getResponse()));
                place.accept(request, this::begin);
            });
            CountDownLatch answered = new CountDownLatch(1);
            LocalConnector connector =
                    new LocalConnector(
                            from.getServer(), null, null, null, 1, new HttpConnectionFactory(configuration)) {
                        @Override
                        protected void onEndPointClosed(EndPoint connection) {
                            super.onEndPointClosed(connection);
                            answered.countDown();
                        }
                    };
            // web contexts may be bound to connectors by name
            connector.setName(from.getName());
            try {
                connector.start();
                // not getResponse, which waits for ever whatever time it is given
                LocalConnector.LocalEndPoint connection = connector.connect();
                // the thread that adds input handles the request if the connection is waiting for it by then
                connector.getExecutor().execute(() -> connection.addInput(ByteBuffer.wrap(bytes(head))));
                if (!answered.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} was not validated in the background within {}", head.uri(), patience);
                }
            } catch (Exception e) {
                LOG.warn("{} could not be validated in the background", head.uri(), e);
            } finally {
                // first, for a connector waits while an origin still works on the request
                release();
                BackgroundRequests.stop(connector);
            }
        }

        private OriginWatch begin(Inbound inbound) {
            OriginWatch begun = exchange.apply(inbound);
            watch = begun;
            return begun;
        }

        /** Without effect on an exchange that has ended; one that never came as far as the cache ends here. */
        void release() {
            OriginWatch begun = watch;
            (begun != null ? begun : exchange.apply(null)).broken();
        }
    }

    private static byte[] bytes(RequestHead head) {
        StringBuilder text = new StringBuilder()
                .append(head.method())
                .append(' ')
                .append(head.uri().pathAndQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(head.uri().authority())
                .append("\r\nConnection: close\r\n");
        Fields fields = head.fields().without("Host").without("Connection");
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void stop(LocalConnector connector) {
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.debug("a connector for a background request did not stop cleanly", e);
        }
    }
}

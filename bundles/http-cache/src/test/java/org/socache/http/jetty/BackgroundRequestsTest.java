// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socache.http.engine.message.EffectiveUri;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests of the cache's own come to an end, so that somebody else may ask for the page again. */
@Timeout(30)
class BackgroundRequestsTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(new SlowPages());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        server.stop();
    }

    @Test
    void send_originTakesTooLong_exchangeIsBroken() {
        BackgroundRequests requests = new BackgroundRequests(Duration.ofMillis(200));

        assertThat(send(requests, "/blocking")).isTrue();
        assertThat(send(requests, "/asynchronous")).isTrue();

        await().untilAsserted(() -> assertThat(ended).hasValue(2));
        assertThat(begun).hasValue(2);
    }

    @Test
    void send_tooMany_isRefused() {
        BackgroundRequests requests = new BackgroundRequests(Duration.ofSeconds(20));
        int taken = 0;
        while (send(requests, "/blocking")) {
            taken++;
        }
        assertThat(taken).isEqualTo(68);
    }

    @Test
    void stop_requestsThatHaveNotBegun_endToo() {
        BackgroundRequests requests = new BackgroundRequests(Duration.ofSeconds(20));
        for (int n = 0; n < 10; n++) {
            send(requests, "/blocking");
        }
        await().untilAsserted(() -> assertThat(begun).hasValue(4));

        requests.stop();

        await().untilAsserted(() -> assertThat(ended).hasValue(10));
        assertThat(send(requests, "/blocking")).isFalse();
    }

    @Test
    void threadLoan_fromAPoolThatHasStopped_leavesNothingLent() throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(8);
        pool.start();
        pool.stop();

        assertThat(ThreadLoan.of(pool)).isNull();
        assertThat(pool.getMaxThreads()).isEqualTo(8);
    }

    private boolean send(BackgroundRequests requests, String path) {
        RequestHead head = new RequestHead("GET", new EffectiveUri("http", "site", 80, path, null), Fields.EMPTY);
        return requests.send(connector, head, inbound -> {
            if (inbound != null) {
                begun.incrementAndGet();
            }
            return new CountedExchange();
        });
    }

    /** Pages that are never done before the test is. */
    private final class SlowPages extends AbstractHandler {

        @Override
        public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            base.setHandled(true);
            if (target.equals("/asynchronous")) {
                AsyncContext never = request.startAsync();
                never.setTimeout(0);
                return;
            }
            try {
                release.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class CountedExchange implements OriginWatch {

        private boolean done;

        @Override
        public Fields requestFields() {
            return Fields.EMPTY;
        }

        @Override
        public boolean isCacheRequest() {
            return false;
        }

        @Override
        public Verdict head(ResponseHead head) {
            return Verdict.UNCHANGED;
        }

        @Override
        public void content(ByteBuffer part) {}

        @Override
        public synchronized Verdict end() {
            broken();
            return Verdict.UNCHANGED;
        }

        @Override
        public Verdict failed() {
            return end();
        }

        @Override
        public synchronized void broken() {
            if (!done) {
                done = true;
                ended.incrementAndGet();
            }
        }
    }
}

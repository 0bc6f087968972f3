// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** httpd loses the body of an entry when it writes the fields of a 304 back; we must not, on any provider. */
@ExtendWith(SharedNode.class)
@TestInstance(Lifecycle.PER_CLASS)
class RevalidationIT {

    private static final String ENTITY_TAG = "\"1\"";
    private static final int REVALIDATIONS = 3;

    private final byte[] body = new byte[20_000];
    private final Origin origin = new Origin();
    private final ReverseProxy proxy;
    private final Browser browser;
    private final Redis redis;

    RevalidationIT(Karaf karaf) throws IOException {
        redis = new Redis(karaf);
        proxy = new ReverseProxy(karaf);
        browser = karaf.browser();
        new Random(1).nextBytes(body);
    }

    @BeforeAll
    void putBehindTheCache() throws IOException {
        origin.page("/dbm", exchange -> answer(exchange, "/dbm"));
        origin.page("/redis", exchange -> answer(exchange, "/redis"));
        origin.page("/shmcb", exchange -> answer(exchange, "/shmcb"));
        proxy.cacheOn("shmcb:data/revalidation.cache(8388608)");
        proxy.forward("revalidation", "/revalidation/", origin.port());
    }

    private void answer(HttpExchange exchange, String page) throws IOException {
        exchange.getResponseHeaders().set("ETag", ENTITY_TAG);
        exchange.getResponseHeaders().set("X-Request", String.valueOf(origin.requests(page)));
        if (ENTITY_TAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=1");
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            Origin.answer(exchange, "max-age=1", body);
        }
    }

    @AfterAll
    void leaveAsFound() {
        proxy.withdraw("revalidation");
        origin.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dbm:data/revalidation.db", "redis", "shmcb:data/revalidation.cache(16777216)"})
    void body_afterEach304_isWhole(String provider) throws IOException {
        proxy.cacheOn(provider.equals("redis") ? redis.specification() : provider);
        String page = "/revalidation/" + provider.split(":")[0];
        assertThat(browser.get(page).body()).isEqualTo(body);

        for (int round = 2; round <= 1 + REVALIDATIONS; round++) {
            String request = String.valueOf(round);
            Answer answer = await("revalidation")
                    .atMost(Duration.ofSeconds(10))
                    .until(
                            () -> browser.get(page),
                            got -> got.header("X-Request").equals(request));
            assertThat(answer.header("X-Cache")).startsWith("REVALIDATE");
            assertThat(answer.body()).isEqualTo(body);
            assertThat(browser.get(page).body()).isEqualTo(body);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Children;
import org.socache.itests.harness.DemoPages;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Load;
import org.socache.itests.harness.NextVersion;
import org.socache.itests.harness.Ports;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes of one host whose HTTP cache is one: what either has cached is a hit in the other, whoever was killed, and
 * whichever version of the bundles each runs. The tests share the nodes and may come in any order.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SharedSegmentJourney {

    /** The manual's chapter, whose commands are typed. */
    private static final Path UPDATING = Path.of("../../docs/lifecycle.adoc");

    private static final String SITE = "http://shared.example/";

    private final Path directory = SharedNode.nodes().resolve("shared-segment").toAbsolutePath();
    private final Map<String, Answer> pages = new LinkedHashMap<>();
    private final Karaf a = SharedNode.ownNode("segment-a");
    private final Karaf b = SharedNode.ownNode("segment-b");

    @BeforeAll
    void start() throws IOException {
        Files.createDirectories(directory);
        deleteFiles(); // a segment outlives its users
        for (Karaf node : List.of(a, b)) {
            node.edit(Caches.CFG, "CacheSocache", segment());
            node.edit(Caches.CFG, "CacheKeyBaseURL", SITE); // the nodes have different ports
        }
        launchBoth();
    }

    private String segment() {
        return "shmcb:" + directory.resolve("http.cache") + "(16M)";
    }

    private void launchBoth() {
        a.launch();
        b.launch();
        SharedNode.awaitServing(a.awaitUp());
        SharedNode.awaitServing(b.awaitUp());
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @AfterAll
    void stop() {
        a.close();
        b.close();
    }

    @Test
    void pageCachedByOne_isAHitInTheOther_alsoAfterKillsAndRestarts() throws IOException {
        cacheAPageBy(a);
        cacheAPageBy(b);
        assertAllAreHits(a);
        assertAllAreHits(b);
        manyWantAColdPageOfBoth_oneComputesIt();

        a.kill();
        assertAllAreHits(b);
        cacheAPageBy(b);
        b.kill();
        launchBoth();
        assertAllAreHits(a);
        assertAllAreHits(b);

        String changed = pages.keySet().iterator().next();
        assertThat(b.browser().post(changed, "note=changed").status()).isEqualTo(204);
        assertThat(a.browser().get(changed).isHit())
                .as("in a node, what was changed through the other")
                .isFalse();
        pages.remove(changed);
    }

    /** Where no memory is shared, the lease of the node that asks lies in the server between them. */
    @Test
    void coldPageWantedOfBoth_onRedis_isComputedOnce() throws IOException {
        int port = Ports.anyFree();
        Process redis = Children.endWithUs(
                new ProcessBuilder("redis-server", "--port", port + "", "--bind", "127.0.0.1", "--save", "")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("redis.out").toFile())
                        .start());
        Closeable afterwards = () -> backToTheSegment(redis);
        try (afterwards) {
            for (Karaf node : List.of(a, b)) {
                node.shell("feature:install socache-provider-redis");
                switchTo(node, "redis:127.0.0.1:" + port);
            }
            manyWantAColdPageOfBoth_oneComputesIt();
        }
    }

    /** What the other tests find, whatever became of this one. */
    private void backToTheSegment(Process redis) {
        try {
            for (Karaf node : List.of(a, b)) {
                switchTo(node, segment());
                node.shell("feature:uninstall socache-provider-redis");
            }
        } finally {
            redis.destroy();
        }
    }

    private static void switchTo(Karaf node, String specification) {
        assertThat(node.shell("socache:switch http \"" + specification + "\"")).contains("switched");
    }

    /** The manual's chapter on updating: one node after the other goes out of the balancer, while the other one serves. */
    @Test
    void rollingUpdate_ofBoth_losesNoRequestNoEntryAndNoConfiguration() throws IOException {
        cacheAPageBy(a);
        cacheAPageBy(b);
        updateWhileTheOtherServes(a, b);
        assertAllAreHits(a); // of two versions
        cacheAPageBy(a);
        assertAllAreHits(b);
        updateWhileTheOtherServes(b, a);
        assertAllAreHits(b);
        b.stop();
        b.launch();
        SharedNode.awaitServing(b.awaitUp());
        assertAllAreHits(b);
        assertThat(versions(b)).containsOnly(NextVersion.VERSION);
    }

    private void updateWhileTheOtherServes(Karaf node, Karaf other) throws IOException {
        String configuration = node.read(Caches.CFG);
        Load load = Load.steadily(other, 2, List.copyOf(pages.keySet()));
        try {
            update(node);
        } finally {
            load.close();
        }
        assertThat(load.failures()).isEmpty();
        assertThat(load.damage()).isEmpty();
        assertThat(load.hits()).isEqualTo(load.answers()).isPositive();
        assertThat(node.read(Caches.CFG)).isEqualTo(configuration);
    }

    private static void update(Karaf node) throws IOException {
        NextVersion.copiedTo(node);
        List<String> shown = Files.readAllLines(UPDATING).stream()
                .filter(line -> line.startsWith("feature:"))
                .toList();
        assertThat(shown).hasSize(3);
        for (String command : shown) {
            node.shell(command.replaceFirst("(?<=--upgrade ).*", installed(node)));
        }
        await("all bundles of the next version")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(versions(node)).containsOnly(NextVersion.VERSION));
        SharedNode.awaitServing(node);
    }

    /** Our features that somebody asked for; the others come with them. */
    private static String installed(Karaf node) {
        return node.shell("feature:list --required --no-format")
                .lines()
                .map(line -> line.split("\\s")[0])
                .filter(name -> name.startsWith("socache"))
                .collect(Collectors.joining(" "));
    }

    private static List<String> versions(Karaf node) {
        return node.shell("bundle:list -t 0 -s --no-format")
                .lines()
                .filter(line -> line.contains("org.socache."))
                .map(line -> line.split("\t")[3].trim())
                .toList();
    }

    private void manyWantAColdPageOfBoth_oneComputesIt() throws IOException {
        String page = DemoPages.fresh();
        int before = DemoPages.computed(a.browser()) + DemoPages.computed(b.browser());
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<Future<Answer>> answers = new ArrayList<>(ask(clients, a, page));
            // well within the 300 ms that the page takes; two that begin within microseconds may both go
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            answers.addAll(ask(clients, b, page));
            for (Future<Answer> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } finally {
            clients.shutdownNow();
        }
        assertThat(DemoPages.computed(a.browser()) + DemoPages.computed(b.browser()))
                .isEqualTo(before + 1);
    }

    private static List<Future<Answer>> ask(ExecutorService clients, Karaf node, String page) {
        return Stream.generate(() -> clients.submit(() -> node.browser().get(page)))
                .limit(8)
                .toList();
    }

    private void cacheAPageBy(Karaf node) throws IOException {
        String page = DemoPages.fresh();
        Answer first = node.browser().get(page);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.isHit()).isFalse();
        pages.put(page, first);
    }

    private void assertAllAreHits(Karaf node) throws IOException {
        for (Map.Entry<String, Answer> page : pages.entrySet()) {
            Answer answer = node.browser().get(page.getKey());
            assertThat(answer.header("X-Cache"))
                    .as("%s in %s", page.getKey(), node.file(""))
                    .startsWith("HIT");
            assertThat(answer.body()).isEqualTo(page.getValue().body());
        }
    }
}

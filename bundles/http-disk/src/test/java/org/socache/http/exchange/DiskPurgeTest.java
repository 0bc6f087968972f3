// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.disk.file.Tree;
import org.socache.http.disk.store.DiskStorage;
import org.socache.http.disk.store.Limits;
import org.socache.http.engine.CacheEngine;
import org.socache.http.engine.CachePolicy;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;

import static org.assertj.core.api.Assertions.assertThat;

/** What is purged by URL, tag or pattern goes from the disk too, with its files; what is made stale keeps its body. */
class DiskPurgeTest {

    private static final CacheKey NEWS = new CacheKey("http://www.example.com:80/news?");
    private static final CacheKey SHOP = new CacheKey("http://www.example.com:80/shop?");
    private static final byte[] CONTENT = new byte[100_000];

    @TempDir
    private Path root;

    private DiskStorage storage;
    private Purge purge;

    @BeforeEach
    void twoPages() {
        storage = new DiskStorage(new Tree(root, 2, 2), new Limits(1, 1 << 20, 1 << 30, 1000), InstantSource.system());
        Shelves shelves = new Shelves(List.of(new Shelf(storage, 1 << 20)), List.of(storage), new Counters());
        purge = new Purge(new Site(new CacheEngine(CachePolicy.defaults(), Clock.systemUTC()), shelves), new Fetches());
        put(NEWS, "news");
        put(SHOP, "shop");
    }

    private void put(CacheKey key, String tag) {
        long now = System.currentTimeMillis();
        storage.put(
                key,
                now + 3_600_000,
                new Stored.Response(new StoredResponse(
                        key,
                        200,
                        Fields.of("Content-Type", "text/plain", "ETag", "\"1\""),
                        new Timing(now, now, now, 0, 3_600_000, 0, -1, now + 3_600_000),
                        Extent.complete(CONTENT.length),
                        Set.of(),
                        Fields.EMPTY,
                        List.of(tag),
                        Body.of(ByteBuffer.wrap(CONTENT)))));
    }

    private long files() throws Exception {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @ParameterizedTest
    @CsvSource({"URL, http://www.example.com/news", "TAG, news", "PATTERN, *example.com*/news*"})
    void purged_goesWithItsFiles_andNothingElse(Selector selector, String value) throws Exception {
        assertThat(purge.run(new PurgeRequest(selector, value, false, true)).entries())
                .isEqualTo(1);
        assertThat(files()).isEqualTo(4);

        assertThat(purge.run(new PurgeRequest(selector, value, false, false)).entries())
                .isEqualTo(1);

        assertThat(storage.load(NEWS)).isNull();
        assertThat(storage.load(SHOP)).isNotNull();
        assertThat(files()).isEqualTo(2);
    }

    @Test
    void madeStale_keepsItsBody() throws Exception {
        assertThat(purge.run(new PurgeRequest(Selector.TAG, "news", true, false))
                        .entries())
                .isEqualTo(1);

        StoredResponse kept = ((Stored.Response) storage.load(NEWS)).response();
        assertThat(kept.timing())
                .isNotEqualTo(((Stored.Response) storage.load(SHOP)).response().timing());
        try (Payload payload = kept.body().open()) {
            assertThat(payload.length()).isEqualTo(CONTENT.length);
        }
        assertThat(files()).isEqualTo(4);
    }
}

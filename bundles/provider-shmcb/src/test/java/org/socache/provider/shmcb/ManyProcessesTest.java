// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.spi.CacheInstance;

import static org.assertj.core.api.Assertions.assertThat;

class ManyProcessesTest {

    private static final long SIZE = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void threeProcesses_hammerOneSegment_eachVerifiesEveryByte() throws Exception {
        Path path = directory.resolve("three.cache");
        List<Child> children = new ArrayList<>();
        try (CacheInstance cache = Worker.open(path, SIZE, 0)) {
            for (int n = 0; n < 3; n++) {
                children.add(Child.start(Worker.class, path, SIZE, 2000, 2000, n, 4000, 0));
            }
            long stores = 0;
            for (Child child : children) {
                child.next();
                child.say("go");
                child.next();
            }
            for (Child child : children) {
                String result = child.next();
                System.out.println(result);
                assertThat(child.await()).isZero();
                stores += number("stores", result) - number("refused", result);
            }
            assertThat(cache.status().counters().stores()).isEqualTo(stores);
            assertThat(cache.status().details()).containsEntry("CacheDamagedCount", 0L);
        } finally {
            children.forEach(Child::close);
        }
    }

    private static long number(String name, String result) {
        return Long.parseLong(result.replaceAll(".*\\b" + name + " (\\d+) .*", "$1"));
    }
}

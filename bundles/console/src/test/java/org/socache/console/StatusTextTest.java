// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.socache.api.admin.CacheMetric;

import static org.assertj.core.api.Assertions.assertThat;

class StatusTextTest {

    @Test
    void forMachines_httpCache_hasHttpdsKeys() {
        assertThat(StatusText.forMachines(List.of(ShownCache.http())))
                .startsWith("ModCacheSocacheStatus\nCacheType: SHMCB\n")
                .contains("CacheSharedMemory: 30\n")
                .contains("CacheCurrentEntries: 10\n")
                .contains("CacheSubcaches: 32\n")
                .contains("CacheStoreCount: 1\n")
                .contains("CacheReplaceCount: 2\n")
                .contains("CacheExpireCount: 3\n")
                .contains("CacheDiscardCount: 4\n")
                .contains("CacheRetrieveHitCount: 5\n")
                .contains("CacheRetrieveMissCount: 6\n")
                .contains("CacheRemoveHitCount: 7\n")
                .contains("CacheRemoveMissCount: 8\n");
    }

    @Test
    void forMachines_anyCache_isKeysAndValues() {
        assertThat(StatusText.forMachines(List.of(ShownCache.http())).lines().skip(1))
                .allMatch(line -> line.matches("[A-Za-z]+: \\S.*"));
    }

    @Test
    void forMachines_numberTheProviderCannotTell_isLeftOut() {
        assertThat(StatusText.forMachines(List.of(ShownCache.remote()))).doesNotContain("-1");
    }

    @Test
    void forPeople_degradedCache_saysWhy() {
        assertThat(StatusText.forPeople(List.of(ShownCache.remote())))
                .contains(" on redis:127.0.0.1:6379: DEGRADED, 127.0.0.1:6379 refused\n");
    }

    @Test
    void forPeople_anyCache_explainsEveryNumber() {
        assertThat(StatusText.forPeople(List.of(ShownCache.http())).lines())
                .filteredOn(line -> line.matches(" +[0-9-]+  .+"))
                .hasSize(CacheMetric.values().length);
    }

    @Test
    void forPeople_noCaches_saysSo() {
        assertThat(StatusText.forPeople(List.of())).isEqualTo("No consumer has opened a cache.\n");
    }
}

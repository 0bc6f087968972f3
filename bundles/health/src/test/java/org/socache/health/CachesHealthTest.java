// SPDX-License-Identifier: Apache-2.0
package org.socache.health;

import java.util.List;
import java.util.Optional;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;

class CachesHealthTest {

    @ParameterizedTest
    @CsvSource({"BOUND, OK", "SWITCHING, OK", "DEGRADED, WARN", "UNBOUND, WARN"})
    void execute_cacheInAState_isAWarningAtMost(CacheState state, Status status) {
        Result result = check(cache(state));

        assertThat(result.getStatus()).isEqualTo(status);
        assertThat(result.toString()).contains("http is " + state + " on redis:127.0.0.1:6379");
    }

    @Test
    void execute_oneOfTwoDown_tellsWhy() {
        Result result = check(cache(CacheState.BOUND), cache(CacheState.DEGRADED));

        assertThat(result.getStatus()).isEqualTo(Status.WARN);
        assertThat(result.toString()).contains("lookups miss: connection refused");
    }

    @Test
    void execute_noCache_isFine() {
        assertThat(check().isOk()).isTrue();
    }

    /** Whose status and statistics are not asked for: a server may be slow to answer. */
    private static ManagedCache cache(CacheState state) {
        CacheSpecification redis = new CacheSpecification("redis", "127.0.0.1:6379");
        return new FixedCache("http", "cache-socache", redis, state, "connection refused", null, null);
    }

    private static Result check(ManagedCache... caches) {
        return new CachesHealth(new Admin(List.of(caches))).execute();
    }

    private record Admin(List<ManagedCache> caches) implements CacheAdmin {

        @Override
        public Optional<ManagedCache> cache(String name) {
            return Optional.empty();
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of();
        }
    }
}

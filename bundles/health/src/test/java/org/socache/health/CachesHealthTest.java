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
import org.socache.api.CacheStatus;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.CacheStatistics;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.api.admin.Switch;

import static org.assertj.core.api.Assertions.assertThat;

class CachesHealthTest {

    @ParameterizedTest
    @CsvSource({"BOUND, OK", "SWITCHING, OK", "DEGRADED, WARN", "UNBOUND, WARN"})
    void execute_cacheInAState_isAWarningAtMost(CacheState state, Status status) {
        Result result = check(new Patient(state));

        assertThat(result.getStatus()).isEqualTo(status);
        assertThat(result.toString()).contains("http is " + state + " on redis:127.0.0.1:6379");
    }

    @Test
    void execute_oneOfTwoDown_tellsWhy() {
        Result result = check(new Patient(CacheState.BOUND), new Patient(CacheState.DEGRADED));

        assertThat(result.getStatus()).isEqualTo(Status.WARN);
        assertThat(result.toString()).contains("lookups miss: connection refused");
    }

    @Test
    void execute_noCache_isFine() {
        assertThat(check().isOk()).isTrue();
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

    private record Patient(CacheState state) implements ManagedCache {

        @Override
        public String name() {
            return "http";
        }

        @Override
        public String consumer() {
            return "cache-socache";
        }

        @Override
        public CacheSpecification specification() {
            return new CacheSpecification("redis", "127.0.0.1:6379");
        }

        @Override
        public String reason() {
            return "connection refused";
        }

        @Override
        public CacheStatus status() {
            throw new UnsupportedOperationException("may wait for a server");
        }

        @Override
        public CacheStatistics statistics() {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public Switch switchTo(CacheSpecification wanted) {
            throw new UnsupportedOperationException("a check only looks");
        }

        @Override
        public boolean clear() {
            throw new UnsupportedOperationException("a check only looks");
        }

        @Override
        public boolean remove(byte[] id) {
            throw new UnsupportedOperationException("a check only looks");
        }

        @Override
        public void resetStatistics() {
            throw new UnsupportedOperationException("a check only looks");
        }
    }
}

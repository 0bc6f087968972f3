// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.Test;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;

class CacheNameCompleterTest {

    @Test
    void cache_tabKey_offersThoseThatBeginSo() throws Exception {
        CacheNameCompleter completer = new CacheNameCompleter();
        Injected.set(completer, "admin", new Caches("authn", "http", "ssl-session", "ssl-stapling"));
        List<String> candidates = new ArrayList<>();

        completer.complete(null, new ArgumentCommandLine("ssl", 3), candidates);

        assertThat(candidates).containsExactly("ssl-session ", "ssl-stapling ");
    }

    private record Caches(String... names) implements CacheAdmin {

        @Override
        public List<ManagedCache> caches() {
            return Stream.of(names)
                    .<ManagedCache>map(name -> new FixedCache(
                            name, name, new CacheSpecification("dbm", ""), CacheState.BOUND, "", null, null))
                    .toList();
        }

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

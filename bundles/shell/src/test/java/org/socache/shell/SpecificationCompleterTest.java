// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.Test;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;

import static org.assertj.core.api.Assertions.assertThat;

class SpecificationCompleterTest {

    @Test
    void provider_tabKey_offersThoseThatAreHere_andTheArgumentGoesOnBehindTheColon() throws Exception {
        SpecificationCompleter completer = new SpecificationCompleter();
        Injected.set(completer, "admin", new Providers());
        List<String> candidates = new ArrayList<>();

        completer.complete(null, new ArgumentCommandLine("", 0), candidates);

        assertThat(candidates).containsExactly("dbm:", "shmcb:");
    }

    private static final class Providers implements CacheAdmin {

        @Override
        public List<ManagedCache> caches() {
            return List.of();
        }

        @Override
        public Optional<ManagedCache> cache(String name) {
            return Optional.empty();
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of(
                    new ManagedProvider("dbm", true, "", List.of()),
                    new ManagedProvider("redis", false, "", List.of("http")),
                    new ManagedProvider("shmcb", true, "", List.of()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.Hints;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchCommandTest {

    private final BenchCommand command = new BenchCommand();

    @Test
    void providerThatIsNotThere_isNotMeasured() throws Exception {
        Injected.set(command, "caches", new NoProvider());
        Injected.set(command, "admin", new Unbound());
        Injected.set(command, "specification", "redis:127.0.0.1");

        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("redis:127.0.0.1 cannot be measured: provider redis is not installed");
    }

    @ParameterizedTest
    @CsvSource({"seconds, 0", "seconds, 61", "threads, 65", "size, 1048577"})
    void option_beyondItsBounds_isRefused(String option, int value) throws Exception {
        Injected.set(command, option, value);

        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--" + option + " " + value + " is not between 1 and ");
    }

    private static final class Unbound implements CacheAdmin {

        @Override
        public List<ManagedCache> caches() {
            return List.of();
        }

        @Override
        public Optional<ManagedCache> cache(String name) {
            return Optional.of(new FixedCache(
                    name,
                    name,
                    new CacheSpecification("redis", "127.0.0.1"),
                    CacheState.UNBOUND,
                    "provider redis is not installed",
                    null,
                    null));
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of();
        }
    }

    /** Its caches can be closed, and no more. */
    private static final class NoProvider implements SharedCaches {

        @Override
        public SharedCache open(CacheRegistration registration, CacheSpecification specification, Hints hints) {
            return (SharedCache) Proxy.newProxyInstance(
                    SharedCache.class.getClassLoader(),
                    new Class<?>[] {SharedCache.class},
                    (cache, method, arguments) -> {
                        if (!method.getName().equals("close")) {
                            throw new AssertionError(method + " was called");
                        }
                        return null;
                    });
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.authn.MemoryCache;
import org.socache.authn.config.AuthnSettings;
import org.socache.authn.config.AuthnSettingsReader;
import org.socache.authn.config.InvalidDirectiveException;
import org.socache.tck.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CacheHandleTest {

    private final Caches caches = new Caches();
    private final CacheHandle handle = new CacheHandle(caches);

    /** httpd: AuthnCacheProvideFor in a directory alone, without AuthnCacheEnable, crashes on the first login. */
    @Test
    void perDirectoryUse_withoutEnable_opensTheCacheOnTheFirstLogin() throws Exception {
        handle.configure(settings());
        assertThat(caches.opened).isEmpty();

        assertThat(handle.get()).isNotNull().isSameAs(handle.get());

        assertThat(caches.opened).containsExactly("shmcb");
    }

    @Test
    void configure_enabledOrProvidingForSomething_opensAtOnce() throws Exception {
        handle.configure(settings("AuthnCacheEnable", "on"));
        new CacheHandle(caches).configure(settings("AuthnCacheProvideFor", "dbd"));

        assertThat(caches.opened).hasSize(2);
    }

    @Test
    void configure_off_closesAndStaysAway() throws Exception {
        handle.configure(settings("AuthnCacheEnable", "on"));

        handle.configure(settings("AuthnCacheEnable", "off"));

        assertThat(handle.get()).isNull();
    }

    @Test
    void configure_refusedArgument_leavesTheCacheClosedForTheNextTry() throws Exception {
        assertThatThrownBy(() -> handle.configure(settings("AuthnCacheEnable", "on", "AuthnCacheSOCache", "bad")))
                .isInstanceOf(InvalidSpecificationException.class);
        assertThat(handle.get()).isNull();

        handle.configure(settings("AuthnCacheEnable", "on"));

        assertThat(handle.get()).isNotNull();
    }

    @Test
    void get_refusedArgumentWhenUsed_isTriedOnceOnly() throws Exception {
        handle.configure(settings("AuthnCacheSOCache", "bad"));

        assertThat(handle.get()).isNull();
        assertThat(handle.get()).isNull();

        assertThat(caches.refused).isEqualTo(1);
    }

    /** A login that began before the bundle was stopped asks after it. */
    @Test
    void get_afterClose_opensNothing() throws Exception {
        handle.configure(settings());
        handle.get();

        handle.close();

        assertThat(handle.get()).isNull();
        assertThat(caches.opened).hasSize(1);
    }

    private static AuthnSettings settings(String... directives) throws InvalidDirectiveException {
        Map<String, String> properties = directives.length == 0
                ? Map.of()
                : directives.length == 2
                        ? Map.of(directives[0], directives[1])
                        : Map.of(directives[0], directives[1], directives[2], directives[3]);
        return AuthnSettingsReader.read(properties, Path.of(""));
    }

    private static final class Caches implements SharedCaches {

        private final List<String> opened = new ArrayList<>();
        private int refused;

        @Override
        public SharedCache open(CacheRegistration registration, CacheSpecification specification, Hints hints)
                throws InvalidSpecificationException {
            if (specification.provider().equals("bad")) {
                refused++;
                throw new InvalidSpecificationException("bad argument");
            }
            opened.add(specification.toString());
            return new MemoryCache(new TestClock());
        }
    }
}

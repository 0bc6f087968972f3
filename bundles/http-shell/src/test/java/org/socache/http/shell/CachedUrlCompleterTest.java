// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.Test;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeResult;
import org.socache.http.TraceEntry;

import static org.assertj.core.api.Assertions.assertThat;

class CachedUrlCompleterTest {

    @Test
    void url_tabKey_offersWhatWasAskedFor_onceEach_asItHasToBeTyped() throws Exception {
        CachedUrlCompleter completer = new CachedUrlCompleter();
        Field cache = CachedUrlCompleter.class.getDeclaredField("cache");
        cache.setAccessible(true);
        cache.set(completer, new Asked("http://b/?a=1&b=2", "http://a/", "http://a/"));
        List<String> candidates = new ArrayList<>();

        completer.complete(null, new ArgumentCommandLine("http:", 5), candidates);

        assertThat(candidates).containsExactly("http://a/ ", "http://b/?a=1\\&b=2 ");
    }

    private record Asked(String... urls) implements HttpCache {

        @Override
        public PurgeResult purge(PurgeRequest request) {
            throw new UnsupportedOperationException("a tab key changes nothing");
        }

        @Override
        public List<TraceEntry> trace(int limit) {
            return List.of(urls).stream()
                    .map(url -> new TraceEntry(0, "GET", url, "HIT", "", "", 200))
                    .toList();
        }
    }
}

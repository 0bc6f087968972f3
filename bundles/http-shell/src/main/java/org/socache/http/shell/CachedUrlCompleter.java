// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.socache.http.HttpCache;
import org.socache.http.TraceEntry;
import org.socache.shell.completion.TypedWord;

/** Completes URLs that were asked for lately: listing the whole cache for a tab key would be dear. */
@Service
public final class CachedUrlCompleter implements Completer {

    private static final int DECISIONS = 1024;

    @Reference
    private HttpCache cache;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> urls = cache.trace(DECISIONS).stream()
                .map(TraceEntry::url)
                .distinct()
                .map(TypedWord::of)
                .sorted()
                .toList();
        return new StringsCompleter(urls).complete(session, commandLine, candidates);
    }
}

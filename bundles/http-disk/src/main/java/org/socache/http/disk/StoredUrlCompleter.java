// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.socache.http.disk.clean.Listing;
import org.socache.shell.completion.TypedWord;

/** Completes URLs as {@code socache:clean} wants them written. Of a large tree it reads a part: nobody waits for a tab key. */
@Service
public final class StoredUrlCompleter implements Completer {

    private static final int ENOUGH = 500;

    /** Two for each: a directory of a large tree has one entry or two. */
    private static final int LOOKS = 2 * ENOUGH;

    @Reference
    private CacheTree cache;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(urls()).complete(session, commandLine, candidates);
    }

    private Collection<String> urls() {
        try {
            return new Listing(cache.tree())
                    .urls(ENOUGH, LOOKS).stream().map(TypedWord::of).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}

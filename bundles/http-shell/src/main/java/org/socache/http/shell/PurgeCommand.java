// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.PurgeResult;
import org.socache.shell.json.Json;
import org.socache.shell.progress.Progress;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:purge}: takes pages out of the HTTP cache. */
@Service
@Command(
        scope = "socache",
        name = "purge",
        description =
                "Takes one URL with all its variants, or all pages with a tag or of a pattern, out of the HTTP cache")
public final class PurgeCommand extends RefusableAction {

    @Reference
    private HttpCache cache;

    @Reference
    private Session session;

    @Argument(
            name = "value",
            description = "URL, for instance http://www.example.com/docs/; or the tag or pattern",
            required = true)
    @Completion(CachedUrlCompleter.class)
    private String value;

    @Option(name = "--tag", description = "The value is a member of the responses' Surrogate-Key or Cache-Tag")
    private boolean tag;

    @Option(name = "--pattern", description = "The value is a URL in which * stands for any characters")
    private boolean pattern;

    @Option(name = "--soft", description = "Make the pages stale instead of removing them")
    private boolean soft;

    @Option(name = "--dry-run", description = "Only count")
    private boolean dryRun;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() {
        if (tag && pattern) {
            throw new IllegalArgumentException("--tag and --pattern exclude each other");
        }
        Selector selector = tag ? Selector.TAG : pattern ? Selector.PATTERN : Selector.URL;
        PurgeResult result = purge(new PurgeRequest(selector, value, soft, dryRun));
        if (!result.complete()) {
            throw new IllegalStateException(
                    "the bound provider cannot list its entries, or none is bound: purge by URL, "
                            + "or socache:clear http");
        }
        session.getConsole().println(json ? Json.text(fields(result)) : sentence(result));
    }

    private PurgeResult purge(PurgeRequest request) {
        if (json) {
            return cache.purge(request);
        }
        Progress progress = Progress.shown(session.getConsole(), "looking for " + value);
        try (progress) {
            return cache.purge(request);
        }
    }

    private String sentence(PurgeResult result) {
        String responses = result.entries() == 1 ? "1 stored response " : result.entries() + " stored responses ";
        return responses + (dryRun ? "would be " : "") + (soft ? "made stale" : "removed");
    }

    private Map<String, Object> fields(PurgeResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("entries", result.entries());
        fields.put("soft", soft);
        fields.put("dryRun", dryRun);
        return fields;
    }
}

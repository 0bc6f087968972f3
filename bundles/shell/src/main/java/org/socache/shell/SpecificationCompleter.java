// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedProvider;

/** Completes the provider's name in a specification; the argument behind the colon is the administrator's. */
@Service
public final class SpecificationCompleter implements Completer {

    @Reference
    private CacheAdmin admin;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> names = admin.providers().stream()
                .filter(ManagedProvider::available)
                .map(provider -> provider.name() + ":")
                .toList();
        int start = new StringsCompleter(names).complete(session, commandLine, candidates);
        // no blank behind the colon: the argument goes on there
        candidates.replaceAll(String::stripTrailing);
        return start;
    }
}

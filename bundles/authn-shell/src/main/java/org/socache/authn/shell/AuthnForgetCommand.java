// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.shell;

import java.util.Map;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.socache.authn.AuthnCache;
import org.socache.shell.json.Json;
import org.socache.shell.refusal.RefusableAction;

/** {@code socache:authn-forget}: the next login of whom it names is the back end's to decide. */
@Service
@Command(
        scope = "socache",
        name = "authn-forget",
        description = "Makes the authentication cache forget a user, so that the next login asks the user's back end")
public final class AuthnForgetCommand extends RefusableAction {

    static final String CONTEXT = "--context";

    @Reference
    private AuthnCache cache;

    @Reference
    private Session session;

    @Argument(name = "user", description = "The user's name, in any case; or the context. Nothing with --all")
    @Completion(UserNameCompleter.class)
    private String name;

    @Option(name = CONTEXT, description = "Forget everyone in the context of that name")
    private boolean context;

    @Option(name = "--all", description = "Forget everyone")
    private boolean all;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    protected void run() {
        if (all && (name != null || context)) {
            throw new IllegalArgumentException("--all forgets everyone; leave out the name and " + CONTEXT);
        }
        if (!all && name == null) {
            throw new IllegalArgumentException("name a user, or --context and a context, or write --all");
        }
        String forgotten = forget();
        session.getConsole().println(json ? Json.text(Map.of("forgotten", forgotten)) : forgotten + " forgotten");
    }

    private String forget() {
        if (all) {
            cache.flush();
            return "everyone";
        }
        if (context) {
            cache.forgetContext(name);
            return "everyone in " + name;
        }
        cache.forgetUser(name);
        return name;
    }
}

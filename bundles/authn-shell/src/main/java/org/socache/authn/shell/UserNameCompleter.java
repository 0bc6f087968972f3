// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.shell;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.socache.authn.AuthnCache;

/**
 * Completes who can be forgotten: users of {@code etc/users.properties}, since entries do not tell whose they are and no directory is
 * asked for a tab key; behind {@code --context}, the server's context.
 */
@Service
public final class UserNameCompleter implements Completer {

    private static final String GROUP_PREFIX = "_g_";

    @Reference
    private AuthnCache cache;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        boolean context = Arrays.asList(commandLine.getArguments()).contains(AuthnForgetCommand.CONTEXT);
        List<String> names =
                context ? List.of(cache.context()) : users(Path.of(System.getProperty("karaf.etc", "etc")));
        return new StringsCompleter(names).complete(session, commandLine, candidates);
    }

    static List<String> users(Path etc) {
        Properties users = new Properties();
        try (Reader file = Files.newBufferedReader(etc.resolve("users.properties"), StandardCharsets.UTF_8)) {
            users.load(file);
        } catch (IOException | IllegalArgumentException unreadable) {
            return List.of();
        }
        return users.stringPropertyNames().stream()
                .filter(name -> !name.startsWith(GROUP_PREFIX))
                .toList();
    }
}

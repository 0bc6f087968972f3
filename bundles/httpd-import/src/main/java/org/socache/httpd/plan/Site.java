// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;

/** The main server or one {@code <VirtualHost>}: its names, and which folder answers to which path. */
final class Site {

    /** A name, or a star with the end of names, which is what the HTTP cache knows too. */
    private static final Pattern HOST = Pattern.compile("\\*?[\\w.\\[\\]:-]+");

    private final Section virtualHost;
    private final Site main;
    private final List<String> names = new ArrayList<>();
    private final Map<Path, String> folders = new LinkedHashMap<>();
    private boolean secure;

    /**
     * @param virtualHost null for the main server
     * @param main whose folders hold where this site names none; null for the main server itself
     */
    Site(Section virtualHost, Site main) {
        this.virtualHost = virtualHost;
        this.main = main;
    }

    boolean isVirtual() {
        return virtualHost != null;
    }

    /** Takes note of a directive outside any other section. */
    void learn(Directive directive) {
        if (directive.is("ServerName")) {
            addName(0, directive.argument(0));
        } else if (directive.is("ServerAlias")) {
            directive.arguments().forEach(alias -> addName(names.size(), alias));
        } else if (directive.is("SSLEngine")) {
            secure = directive.argument(0).equalsIgnoreCase("on");
        } else if (directive.is("DocumentRoot")) {
            folders.put(folder(directive.argument(0)), "/");
        } else if (directive.is("Alias") && directive.arguments().size() == 2) {
            folders.put(folder(directive.argument(1)), directive.argument(0));
        }
    }

    private void addName(int position, String name) {
        String host = name.replaceFirst("^https?://", "").replaceFirst(":\\d+$", "");
        if (HOST.matcher(host).matches()) {
            names.add(position, host);
        }
    }

    private static Path folder(String text) {
        return Path.of(text).normalize();
    }

    /** The first name; empty if it has none. */
    String name() {
        return names.isEmpty() ? "" : names.get(0);
    }

    /**
     * A path on this site as CacheEnable wants it: for the main server the path, which covers every host; for a virtual host
     * with names one URL for each. The port is left open, because a node of Karaf has others.
     */
    List<String> urls(String path) {
        if (!isVirtual() || names.isEmpty()) {
            return List.of(path);
        }
        return names.stream()
                .map(name -> (secure ? "https://" : "http://") + name + path)
                .toList();
    }

    /** The path that a folder answers to, by Alias or DocumentRoot; null if by neither. */
    String pathOf(String folder) {
        Path asked = folder(folder);
        for (Map.Entry<Path, String> entry : folders.entrySet()) {
            if (asked.startsWith(entry.getKey()) && !entry.getValue().equals("/")) {
                return join(entry.getValue(), entry.getKey().relativize(asked));
            }
        }
        for (Map.Entry<Path, String> entry : folders.entrySet()) {
            if (asked.startsWith(entry.getKey())) {
                return join(entry.getValue(), entry.getKey().relativize(asked));
            }
        }
        return main == null ? null : main.pathOf(folder);
    }

    /** The folder that answers to all paths without an Alias; null if no line has named one. */
    Path documentRoot() {
        for (Map.Entry<Path, String> entry : folders.entrySet()) {
            if (entry.getValue().equals("/")) {
                return entry.getKey();
            }
        }
        return main == null ? null : main.documentRoot();
    }

    private static String join(String path, Path below) {
        String rest = below.toString();
        if (rest.isEmpty()) {
            return path;
        }
        return path.endsWith("/") ? path + rest : path + "/" + rest;
    }

    @Override
    public String toString() {
        return isVirtual() ? virtualHost.toString() : "the main server";
    }
}

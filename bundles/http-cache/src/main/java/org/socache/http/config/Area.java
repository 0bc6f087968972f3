// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.socache.http.engine.UrlPattern;
import org.socache.http.engine.message.EffectiveUri;

/**
 * Where caching is on: what {@code CacheEnable} covers and {@code CacheDisable} does not.
 *
 * @param enabled what CacheEnable says, in the order written
 * @param disabled patterns that win over the enabled ones
 */
public record Area(List<Enabled> enabled, List<UrlPattern> disabled) {

    /** The storage that is always there. */
    public static final String SOCACHE = "socache";

    /** The storages of httpd that there are; others are refused by name. */
    private static final Set<String> STORAGES = Set.of(SOCACHE, "disk");

    /**
     * One line of CacheEnable.
     *
     * @param storage its first word
     * @param pattern its second
     */
    public record Enabled(String storage, UrlPattern pattern) {}

    public Area {
        enabled = List.copyOf(enabled);
        disabled = List.copyOf(disabled);
    }

    /** The storages of all lines that name the URI, each once, in their order. */
    public List<String> storages(EffectiveUri uri) {
        List<String> storages = List.of();
        for (Enabled line : enabled) {
            if (!storages.contains(line.storage()) && line.pattern().matches(uri)) {
                // nearly always there is one
                storages = storages.isEmpty() ? List.of(line.storage()) : plus(storages, line.storage());
            }
        }
        return storages;
    }

    private static List<String> plus(List<String> storages, String another) {
        List<String> more = new ArrayList<>(storages);
        more.add(another);
        return more;
    }

    /** Whether a {@code CacheDisable} names the URI, in whatever spelling: {@code /%70rivate} is served by the same as {@code /private}. */
    public boolean excludes(EffectiveUri uri) {
        for (UrlPattern pattern : disabled) {
            if (pattern.matchesAnySpelling(uri)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the server's lines: each {@code CacheEnable} with a URL, each {@code CacheDisable} a URL. */
    static Area ofServer(Directives directives) throws InvalidDirectiveException {
        List<Enabled> enabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_ENABLE)) {
            String[] words = line.split("\\s+");
            if (words.length != 2 || !STORAGES.contains(words[0])) {
                throw directives.refused(
                        Directive.CACHE_ENABLE,
                        "socache or disk, and a URL, for instance \"socache /docs, disk /downloads\"");
            }
            enabled.add(new Enabled(words[0], directives.parsed(Directive.CACHE_ENABLE, words[1], UrlPattern::parse)));
        }
        List<UrlPattern> disabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_DISABLE)) {
            disabled.add(directives.parsed(Directive.CACHE_DISABLE, line, UrlPattern::parse));
        }
        return new Area(enabled, disabled);
    }

    /** Reads a location's lines: {@code CacheEnable} with a URL below the location or none, {@code CacheDisable on}. */
    static Area ofLocation(Directives directives, String path) throws InvalidDirectiveException {
        List<Enabled> enabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_ENABLE)) {
            String[] words = line.split("\\s+");
            String url = words.length == 2 ? words[1] : path;
            if (words.length > 2 || !STORAGES.contains(words[0]) || !url.startsWith(path)) {
                throw directives.refused(
                        Directive.CACHE_ENABLE, "socache or disk, alone or with a path that begins with " + path);
            }
            enabled.add(new Enabled(words[0], UrlPattern.parse(url)));
        }
        List<UrlPattern> disabled = new ArrayList<>();
        if (directives.has(Directive.CACHE_DISABLE)) {
            if (!directives.text(Directive.CACHE_DISABLE).equalsIgnoreCase("on")) {
                throw directives.refused(Directive.CACHE_DISABLE, "on");
            }
            disabled.add(UrlPattern.parse(path));
        }
        return new Area(enabled, disabled);
    }
}

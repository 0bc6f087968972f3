// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.ArrayList;
import java.util.List;

import org.socache.http.engine.UrlPattern;
import org.socache.http.engine.message.EffectiveUri;

/**
 * Where caching is on: what {@code CacheEnable} covers and {@code CacheDisable} does not.
 *
 * @param enabled patterns, in the order written
 * @param disabled patterns that win over the enabled ones
 */
public record Area(List<UrlPattern> enabled, List<UrlPattern> disabled) {

    /** The one storage there is; httpd's {@code disk} and others are refused by name. */
    private static final String STORAGE = "socache";

    public Area {
        enabled = List.copyOf(enabled);
        disabled = List.copyOf(disabled);
    }

    /** Whether caching is on for the URI. */
    public boolean covers(EffectiveUri uri) {
        return anyMatches(enabled, uri) && !anyMatches(disabled, uri);
    }

    /** Whether a {@code CacheDisable} names the URI. */
    public boolean excludes(EffectiveUri uri) {
        return anyMatches(disabled, uri);
    }

    private static boolean anyMatches(List<UrlPattern> patterns, EffectiveUri uri) {
        for (UrlPattern pattern : patterns) {
            if (pattern.matches(uri)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the server's lines: each {@code CacheEnable} with a URL, each {@code CacheDisable} a URL. */
    static Area ofServer(Directives directives) throws InvalidDirectiveException {
        List<UrlPattern> enabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_ENABLE)) {
            String[] words = line.split("\\s+");
            if (words.length != 2 || !words[0].equals(STORAGE)) {
                throw directives.refused(
                        Directive.CACHE_ENABLE, "socache and a URL, for instance \"socache /docs, socache /reports\"");
            }
            enabled.add(directives.parsed(Directive.CACHE_ENABLE, words[1], UrlPattern::parse));
        }
        List<UrlPattern> disabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_DISABLE)) {
            disabled.add(directives.parsed(Directive.CACHE_DISABLE, line, UrlPattern::parse));
        }
        return new Area(enabled, disabled);
    }

    /** Reads a location's lines: {@code CacheEnable} with a URL below the location or none, {@code CacheDisable on}. */
    static Area ofLocation(Directives directives, String path) throws InvalidDirectiveException {
        List<UrlPattern> enabled = new ArrayList<>();
        for (String line : directives.lines(Directive.CACHE_ENABLE)) {
            String[] words = line.split("\\s+");
            String url = words.length == 2 ? words[1] : path;
            if (words.length > 2 || !words[0].equals(STORAGE) || !url.startsWith(path)) {
                throw directives.refused(
                        Directive.CACHE_ENABLE, "socache, alone or with a path that begins with " + path);
            }
            enabled.add(UrlPattern.parse(url));
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

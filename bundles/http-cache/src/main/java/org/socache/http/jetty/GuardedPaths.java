// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.osgi.framework.Constants;

/**
 * Paths with a filter that must be asked before the cache answers, because it decides who may see their pages. A whiteboard filter
 * says so by the service property {@link #PROPERTY}. httpd's quick handler has no such thing, and answers whoever asks.
 */
final class GuardedPaths {

    /** Service property of a filter: the path, or several, from the root of the server; each covers what is below it. */
    static final String PROPERTY = "org.socache.http.guards";

    /** By the service that guards them; each ends with a slash. */
    private final Map<Object, List<String>> paths = new ConcurrentHashMap<>();

    /** @param service properties of a filter that came, or has others now */
    void add(Map<String, ?> service) {
        paths.put(
                service.get(Constants.SERVICE_ID),
                values(service.get(PROPERTY)).stream()
                        .map(value -> normal(value + '/'))
                        .toList());
    }

    /** @param service properties of a filter that went */
    void remove(Map<String, ?> service) {
        paths.remove(service.get(Constants.SERVICE_ID));
    }

    private static Collection<String> values(Object property) {
        if (property instanceof String[] several) {
            return Arrays.asList(several);
        }
        return property instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(property));
    }

    /**
     * Whether a path is one of them, or may be for somebody: rather too often than once too seldom, since whoever is asked in
     * vain lets the request pass.
     *
     * @param path decoded; null for a request without one
     */
    boolean cover(String path) {
        if (paths.isEmpty() || path == null) {
            return false;
        }
        String closed = normal(path + '/');
        return closed.contains("/../")
                || closed.contains("/./")
                || paths.values().stream().flatMap(List::stream).anyMatch(closed::startsWith);
    }

    /** Several slashes, and the other ones, are what one slash is. */
    private static String normal(String path) {
        return path.replaceAll("[/\\\\]+", "/");
    }
}

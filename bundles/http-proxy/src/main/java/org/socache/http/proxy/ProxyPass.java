// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code ProxyPass /path origin [origin ...]}: requests below the path go to the origins in turn, the path replaced by the
 * origin's own as text, as in httpd. An origin that is named twice gets twice as many.
 */
final class ProxyPass {

    private final String path;
    private final List<Origin> origins;
    private final AtomicInteger next = new AtomicInteger();

    private ProxyPass(String path, List<Origin> origins) {
        this.path = path;
        this.origins = origins;
    }

    /**
     * Reads the directive's value.
     *
     * @throws IllegalArgumentException if the path does not begin with a slash, there is no origin, or path and origin do
     *     not agree on a final slash
     */
    static ProxyPass parse(String value, InstantSource clock) {
        String[] words = value.trim().split("\\s+");
        if (words.length < 2 || !words[0].startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not: /path http://host[:port]/path [further origins]");
        }
        List<Origin> origins = new ArrayList<>();
        for (int n = 1; n < words.length; n++) {
            Origin origin = Origin.of(words[n], clock);
            if (origin.path().endsWith("/") != words[0].endsWith("/")) {
                throw new IllegalArgumentException("path \"" + words[0] + "\" and origin \"" + words[n]
                        + "\" must both end with a slash, or neither; else the two would be glued together wrongly");
            }
            origins.add(origins.stream().filter(origin::isSame).findFirst().orElse(origin));
        }
        return new ProxyPass(words[0], origins);
    }

    /** The pattern under which a servlet gets these requests. */
    String servletPattern() {
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "/*";
    }

    String path() {
        return path;
    }

    List<Origin> origins() {
        return origins;
    }

    /** The origin to try after those that were tried; null if there is none left. Those that are down come last. */
    Origin choose(List<Origin> tried) {
        int start = Math.floorMod(next.getAndIncrement(), origins.size());
        Origin last = null;
        for (int n = 0; n < origins.size(); n++) {
            Origin origin = origins.get((start + n) % origins.size());
            if (tried.contains(origin)) {
                continue;
            }
            if (!origin.isDown()) {
                return origin;
            }
            last = origin;
        }
        return last;
    }

    /**
     * The path and query to ask the origin for.
     *
     * @param rawPath as it stood in the request, not decoded
     * @param query as it stood in the request; null if there was none
     * @return null if the request is not below this path
     */
    String target(Origin origin, String rawPath, String query) {
        if (!rawPath.startsWith(path)) {
            return null;
        }
        String rest = rawPath.substring(path.length());
        if (!rest.isEmpty() && !path.endsWith("/") && !rest.startsWith("/")) {
            return null;
        }
        return origin.path() + rest + (query == null ? "" : "?" + query);
    }
}

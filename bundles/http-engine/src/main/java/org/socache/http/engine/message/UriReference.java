// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resolves the references that responses carry in Location and Content-Location (RFC 3986 section 5.2). Unlike
 * {@code java.net.URI} it keeps every byte of a path that servers accept and the grammar does not, such as {@code ^}.
 */
final class UriReference {

    private UriReference() {}

    static EffectiveUri resolve(EffectiveUri base, String reference) {
        int fragment = reference.indexOf('#');
        String text = fragment < 0 ? reference : reference.substring(0, fragment);
        try {
            if (text.isEmpty()) {
                return base;
            }
            if (text.startsWith("//")) {
                return absolute(base, base.scheme() + ":" + text);
            }
            if (hasScheme(text)) {
                return absolute(base, text);
            }
            int question = text.indexOf('?');
            String path = question < 0 ? text : text.substring(0, question);
            String query = question < 0 ? null : text.substring(question + 1);
            if (path.isEmpty()) {
                path = base.path();
            } else if (!path.startsWith("/")) {
                path = base.path().substring(0, base.path().lastIndexOf('/') + 1) + path;
            }
            return new EffectiveUri(base.scheme(), base.host(), base.port(), withoutDots(path), query);
        } catch (InvalidRequestTargetException unreadable) {
            return null;
        }
    }

    private static EffectiveUri absolute(EffectiveUri base, String text) {
        EffectiveUri uri = EffectiveUri.of(base.scheme(), null, text);
        return new EffectiveUri(uri.scheme(), uri.host(), uri.port(), withoutDots(uri.path()), uri.query());
    }

    /** A colon before any slash or question mark ends a scheme. */
    private static boolean hasScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            if (c == '/' || c == '?') {
                return false;
            }
        }
        return false;
    }

    /** remove_dot_segments. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                kept.pollLast();
            }
            if (!segments[i].equals(".") && !segments[i].equals("..")) {
                kept.addLast(segments[i]);
            } else if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.demo;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import javax.servlet.http.HttpServletRequest;

/** The conditions of a GET that an origin must honour (RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2). */
final class Conditions {

    private Conditions() {}

    /** True if the client's copy is current. {@code If-None-Match} decides alone where it is present. */
    static boolean notModified(HttpServletRequest request, String entityTag, Instant lastModified) {
        if (request.getHeader("If-None-Match") != null) {
            return Collections.list(request.getHeaders("If-None-Match")).stream()
                    .flatMap(line -> Arrays.stream(line.split(",")))
                    .map(String::trim)
                    .anyMatch(tag -> tag.equals("*") || weak(tag).equals(entityTag));
        }
        return lastModified.toEpochMilli() <= modifiedSince(request);
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** A date that cannot be read is as good as none. */
    private static long modifiedSince(HttpServletRequest request) {
        try {
            return request.getDateHeader("If-Modified-Since");
        } catch (IllegalArgumentException unreadable) {
            return -1;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sentences about differences, several of which may apply to one line. */
final class Differences {

    private Differences() {}

    /** The sentences that are there with a semicolon between; null if none is. */
    static String join(String... sentences) {
        String joined = Stream.of(sentences).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return joined.isEmpty() ? null : joined;
    }

    /** For a directive of a virtual host that becomes one of the whole node; null for one of the main server. */
    static String everyHost(Surroundings around) {
        return around.site().isVirtual() ? "here for every host" : null;
    }

    /** For what is written with the names of its host, when that has none; null if it has, or is the main server. */
    static String namelessHost(Surroundings around) {
        return around.site().isVirtual() && around.site().name().isEmpty()
                ? "here for every host, since its VirtualHost has no ServerName"
                : null;
    }

    /** For a directive of a folder, which is a path here. */
    static String folder(Surroundings around) {
        return around.folder() ? "here by path, whatever folder it is served from" : null;
    }
}

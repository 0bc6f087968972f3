// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * Files below DocumentRoot: {@code *} within a name, {@code **} across directories, and what else
 * {@link java.nio.file.FileSystem#getPathMatcher globs} have.
 *
 * @param glob relative to DocumentRoot
 * @param matcher the same, ready for use
 */
record FilePattern(String glob, PathMatcher matcher) {

    /** @throws java.util.regex.PatternSyntaxException if it is no glob */
    static FilePattern of(String glob) {
        return new FilePattern(glob, FileSystems.getDefault().getPathMatcher("glob:" + glob));
    }

    boolean matches(Path relative) {
        return matcher.matches(relative);
    }

    /** The deepest directory that has all files that match: no other need be looked through. */
    Path start(Path root) {
        int slash = glob.substring(0, firstWild()).lastIndexOf('/');
        return slash < 0 ? root : root.resolve(glob.substring(0, slash));
    }

    /** How many levels below {@link #start} matching files may lie. */
    int depth() {
        String rest = glob.substring(Math.max(0, glob.substring(0, firstWild()).lastIndexOf('/') + 1));
        boolean any =
                rest.contains("**") || rest.indexOf('{') >= 0 || rest.indexOf('[') >= 0 || rest.indexOf('\\') >= 0;
        return any
                ? Integer.MAX_VALUE
                : 1 + (int) rest.chars().filter(c -> c == '/').count();
    }

    private int firstWild() {
        int first = 0;
        while (first < glob.length() && "*?[{\\".indexOf(glob.charAt(first)) < 0) {
            first++;
        }
        return first;
    }
}

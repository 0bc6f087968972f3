// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.OpenContext;

/**
 * What follows {@code dbm:}, {@code [path][(size)]}. httpd knows the path alone, relative to its ServerRoot, with
 * {@code socache-dbm-<consumer>} in the run-time directory when there is none; the size is ours, since httpd's file grows
 * until the disk is full.
 *
 * @param path the file, absolute
 * @param size bytes the entries may take
 */
record DbmArgument(Path path, long size) {

    private static final Pattern WITH_SIZE = Pattern.compile("([^()]*)\\(([^()]*)\\)");

    static DbmArgument parse(String argument, OpenContext context, long defaultSize)
            throws InvalidSpecificationException {
        String text = argument == null ? "" : argument.trim();
        Matcher matcher = WITH_SIZE.matcher(text);
        if (!matcher.matches() && text.matches(".*[()].*")) {
            throw new InvalidSpecificationException("dbm argument \"" + text
                    + "\" does not end in one (size); write for instance dbm:data/cache(256M)");
        }
        String name = matcher.matches() ? matcher.group(1) : text;
        long size = matcher.matches() ? size(matcher.group(2)) : defaultSize;
        try {
            Path path = name.isEmpty()
                    ? context.dataDirectory().resolve("socache-dbm-" + context.consumer())
                    : context.baseDirectory().resolve(name);
            return new DbmArgument(path.toAbsolutePath().normalize(), size);
        } catch (InvalidPathException e) {
            throw new InvalidSpecificationException("dbm path \"" + name + "\" is no path: " + e.getReason(), e);
        }
    }

    private static long size(String text) throws InvalidSpecificationException {
        try {
            long size = ByteSize.parse(text);
            if (size >= DbmSettings.SMALLEST_FILE) {
                return size;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecificationException(
                    "dbm size \"" + text + "\" is no number of bytes; write for instance dbm:data/cache(256M)", e);
        }
        throw new InvalidSpecificationException(
                "dbm size " + text + " is below the minimum " + DbmSettings.SMALLEST_FILE);
    }
}

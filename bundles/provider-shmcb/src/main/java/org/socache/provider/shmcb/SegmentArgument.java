// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.OpenContext;

/**
 * What follows {@code shmcb:} in a configuration, {@code [path][(size)]}. Counterpart: {@code socache_shmcb_create}.
 *
 * @param path of the segment, absolute
 * @param size in bytes, of all subcaches together
 */
record SegmentArgument(Path path, long size) {

    static final long DEFAULT_SIZE = 512 * 1024;
    static final long MINIMUM_SIZE = 8192;
    static final long MAXIMUM_SIZE = (long) Geometry.MAXIMUM_SUBCACHES * Geometry.MAXIMUM_STRIDE;

    private static final String UNITS = "KMG";

    /**
     * Parses an argument. The size stands in the last parentheses, so that a path may have some too; it is in bytes, or with
     * K, M or G in units of 1024, 1024², 1024³ of them.
     *
     * @param argument null or empty for the defaults
     */
    static SegmentArgument parse(String argument, OpenContext context) throws InvalidSpecificationException {
        String text = argument == null ? "" : argument.strip();
        int open = text.lastIndexOf('(');
        boolean closed = text.endsWith(")");
        if (open < 0 && closed) {
            throw new InvalidSpecificationException("'" + text + "' has no opening parenthesis; write path(size)");
        }
        if (open >= 0 && !closed) {
            throw new InvalidSpecificationException(
                    "'" + text + "' has no closing parenthesis after the size; write path(size)");
        }
        String path = open < 0 ? text : text.substring(0, open);
        long size = open < 0 ? DEFAULT_SIZE : size(text.substring(open + 1, text.length() - 1));
        return new SegmentArgument(resolve(path, context), size);
    }

    private static Path resolve(String path, OpenContext context) throws InvalidSpecificationException {
        try {
            Path resolved = path.isEmpty()
                    ? context.dataDirectory().resolve("socache-shmcb-" + context.consumer() + ".cache")
                    : context.baseDirectory().resolve(path);
            return resolved.toAbsolutePath().normalize();
        } catch (InvalidPathException wrong) {
            throw new InvalidSpecificationException("'" + path + "' is no path: " + wrong.getReason(), wrong);
        }
    }

    private static long size(String text) throws InvalidSpecificationException {
        long size = bytes(text);
        if (size < MINIMUM_SIZE) {
            throw new InvalidSpecificationException("size " + text + " is below the minimum " + MINIMUM_SIZE);
        }
        if (size > MAXIMUM_SIZE) {
            throw new InvalidSpecificationException("size " + text + " is above the maximum " + MAXIMUM_SIZE);
        }
        return size;
    }

    private static long bytes(String text) throws InvalidSpecificationException {
        if (!text.matches("[0-9]{1,18}[KMGkmg]?")) {
            throw new InvalidSpecificationException(
                    "size '" + text + "' is not a number; write bytes, or a number with K, M or G, as in (64M)");
        }
        int last = text.length() - 1;
        int unit = UNITS.indexOf(text.toUpperCase(Locale.ROOT).charAt(last)) + 1;
        long number = Long.parseLong(unit == 0 ? text : text.substring(0, last));
        long bytesPerUnit = 1L << 10 * unit;
        return number > Long.MAX_VALUE / bytesPerUnit ? Long.MAX_VALUE : number * bytesPerUnit;
    }
}

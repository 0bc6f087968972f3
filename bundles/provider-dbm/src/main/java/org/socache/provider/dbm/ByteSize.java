// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 65536}, {@code 64K}, {@code 64M}, {@code 2G}. */
final class ByteSize {

    private static final Pattern SYNTAX = Pattern.compile("\\s*(\\d{1,18})\\s*([KMGkmg]?)\\s*");

    private ByteSize() {}

    /** @throws IllegalArgumentException if it is none, or beyond 2^63 */
    static long parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no number of bytes");
        }
        long unit = switch (matcher.group(2)) {
            case "K", "k" -> 1L << 10;
            case "M", "m" -> 1L << 20;
            case "G", "g" -> 1L << 30;
            default -> 1;
        };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is beyond all disks", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the command line asks for; letters and rules are htcacheclean's.
 *
 * @param root -p
 * @param sizeLimit -l, bytes; 0 for none
 * @param inodeLimit -L; 0 for none
 * @param minutes -d; 0 for once
 * @param rounding -R: sizes are rounded up to multiples of it for the sums
 * @param pidFile -P, or null
 * @param urls what to delete, or empty
 * @param flags the letters without value
 */
record Options(
        Path root,
        long sizeLimit,
        long inodeLimit,
        long minutes,
        long rounding,
        Path pidFile,
        List<String> urls,
        String flags) {

    static final String USAGE = String.join(
            System.lineSeparator(),
            "usage: htcacheclean [-Dvtrn] [-pPATH] [-lLIMIT] [-LLIMIT] [-RBYTES] [-PPIDFILE]",
            "       htcacheclean [-nti] -dMINUTES [-pPATH] [-lLIMIT] [-LLIMIT] [-PPIDFILE]",
            "       htcacheclean [-Dvt] [-pPATH] URL ...",
            "       htcacheclean -a|-A [-pPATH]",
            "  -p  root of the disk cache (CacheRoot); without it, that of the node the command belongs to",
            "  -l  limit of all files' sizes, with K, M or G; -L limit of files and directories",
            "  -d  clean every so many minutes; not with -D, -v, -r",
            "  -D  delete nothing, only count; -v print statistics",
            "  -r  thorough, when no node uses the cache: also what is being written; implies -t",
            "  -t  delete empty directories; -n pause often; -R round sizes up to multiples of this",
            "  -P  write the process id to a file; -i with -d: only when something was written",
            "  -a  list the URLs; -A with header size, body size, status, version, date, expiry, request time,",
            "      response time (microseconds), body present, head request",
            "  URL is deleted with its variants, written as http://host:port/path?query, always with ?");

    private static final String FLAGS = "DvrtniaA";
    private static final String VALUES = "dpPlLR";

    /**
     * Reads a command line.
     *
     * @param usual tells the root that is meant without -p; null if it has to be given
     * @throws IllegalArgumentException with the reason, or without for a mere lack of arguments
     */
    static Options parse(List<String> arguments, Supplier<Path> usual) {
        StringBuilder flags = new StringBuilder();
        Map<Character, String> values = new HashMap<>();
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.length() < 2) {
                urls.add(argument);
                continue;
            }
            for (int at = 1; at < argument.length(); at++) {
                char letter = argument.charAt(at);
                if (flags.indexOf(String.valueOf(letter)) >= 0 || values.containsKey(letter)) {
                    throw new IllegalArgumentException("-" + letter + " is given twice");
                }
                if (FLAGS.indexOf(letter) >= 0) {
                    flags.append(letter);
                } else if (VALUES.indexOf(letter) >= 0) {
                    boolean apart = at == argument.length() - 1;
                    if (apart && ++i == arguments.size()) {
                        throw new IllegalArgumentException("-" + letter + " needs a value");
                    }
                    values.put(letter, apart ? arguments.get(i) : argument.substring(at + 1));
                    at = argument.length();
                } else {
                    throw new IllegalArgumentException("-" + letter + " is no option");
                }
            }
        }
        return checked(flags.toString(), values, urls, usual);
    }

    private static Options checked(
            String flags, Map<Character, String> values, List<String> urls, Supplier<Path> usual) {
        Path root = values.containsKey('p') ? Path.of(values.get('p')) : usual.get();
        if (root == null) {
            throw new IllegalArgumentException("-p is missing");
        }
        Options options = new Options(
                root,
                number('l', "KMGB", values),
                number('L', "KMG", values),
                number('d', "", values),
                Math.max(1, number('R', "", values)),
                values.containsKey('P') ? Path.of(values.get('P')) : null,
                List.copyOf(urls),
                flags);
        boolean lists = options.is('a') || options.is('A');
        if (options.minutes > 0 && (options.is('D') || options.is('v') || options.is('r') || lists)) {
            throw new IllegalArgumentException("-d excludes -D, -v, -r, -a and -A");
        }
        if (options.is('i') && options.minutes == 0) {
            throw new IllegalArgumentException("-i needs -d");
        }
        if (!urls.isEmpty() && (options.minutes > 0 || options.sizeLimit > 0 || lists)) {
            throw new IllegalArgumentException("URLs exclude -d, -l, -a and -A");
        }
        if (urls.isEmpty() && !lists && options.sizeLimit == 0 && options.inodeLimit == 0) {
            throw new IllegalArgumentException("-l or -L is missing, or a URL, or -a for a list");
        }
        return options;
    }

    private static long number(char letter, String units, Map<Character, String> values) {
        String text = values.get(letter);
        if (text == null) {
            return 0;
        }
        if (!text.matches("[0-9]{1,12}[" + units + "x]?") || text.endsWith("x")) {
            throw new IllegalArgumentException("-" + letter + " " + text + " is not a whole number"
                    + (units.isEmpty() ? "" : " with K, M or G behind it"));
        }
        int power = "KMG".indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1)) + 1;
        long number = Long.parseLong(text.replaceAll("[^0-9]", "")) << 10 * power;
        if (number == 0) {
            throw new IllegalArgumentException("-" + letter + " must be above 0");
        }
        return number;
    }

    /** Whether a flag was given. */
    boolean is(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    boolean deletesDirectories() {
        return is('t') || is('r');
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.admin.CacheStatistics;

/** How numbers look in a table. */
final class Format {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Format() {}

    /** A count, or a dash where the provider cannot tell. */
    static String count(long value) {
        return value < 0 ? "-" : Long.toString(value);
    }

    /** A size with the unit that keeps it short, or a dash where the provider cannot tell. */
    static String bytes(long value) {
        if (value < 0) {
            return "-";
        }
        double size = value;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** Used of capacity. */
    static String memory(long used, long capacity) {
        return capacity < 0 ? bytes(used) : bytes(used) + " of " + bytes(capacity);
    }

    /** The part of the capacity that is used; what is used where nobody knows the capacity. */
    static String fill(long used, long capacity) {
        return used < 0 || capacity < 0 ? bytes(used) : share(used, capacity);
    }

    /** Hits of all lookups, or a dash before the first one. */
    static String hitRatio(CacheStatistics statistics) {
        long lookups =
                statistics.counters().retrieveHits() + statistics.counters().retrieveMisses();
        return share(statistics.counters().retrieveHits(), lookups);
    }

    /** A part of a whole in percent, or a dash where there was nothing. */
    static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /**
     * A text in lines of so many characters, cut between words; a longer word, such as a path, stays whole. Karaf's own columns
     * that wrap lose a character at each cut.
     */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /**
     * Adds a row whose cells may have several lines.
     *
     * @param cells the lines of each, one at least
     */
    static void addRow(ShellTable table, List<List<String>> cells) {
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int row = 0; row < height; row++) {
            int line = row;
            table.addRow()
                    .addContent(cells.stream()
                            .map(lines -> line < lines.size() ? lines.get(line) : "")
                            .toArray());
        }
    }

    /** Microseconds, or a dash where nothing was measured. */
    static String micros(CacheStatistics.Latency latency, double micros) {
        return latency.count() == 0 ? "-" : String.format(Locale.ROOT, "%.0f us", micros);
    }
}

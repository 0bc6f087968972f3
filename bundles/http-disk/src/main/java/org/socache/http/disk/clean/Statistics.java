// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.io.PrintStream;
import java.util.Locale;

/** What the cleaner found and did, told in htcacheclean's words. */
final class Statistics {

    long size;
    long inodes;
    long entries;
    long unreadable;
    /** Directories and files that could not be looked into or deleted. */
    long skipped;

    private long sizeBefore;
    private long inodesBefore;
    private long entriesBefore;
    private long future;
    private long expired;
    private long fresh;

    /** All is counted: from here on it gets less. */
    void begin() {
        sizeBefore = size;
        inodesBefore = inodes;
        entriesBefore = entries;
    }

    void deleted(int rank, long bytes, int files) {
        size -= bytes;
        inodes -= files;
        entries--;
        future += rank == Ranks.FUTURE ? 1 : 0;
        expired += rank == Ranks.EXPIRED ? 1 : 0;
        fresh += rank > Ranks.EXPIRED ? 1 : 0;
    }

    void print(Options options, PrintStream out) {
        out.println((options.is('D') ? "Dry run of " : "Cleaned ") + options.root() + ". Statistics:");
        out.println("size limit " + scaled(options.sizeLimit()));
        out.println("inodes limit " + options.inodeLimit());
        out.println("total size was " + scaled(sizeBefore) + ", total size now " + scaled(size));
        out.println("total inodes was " + inodesBefore + ", total inodes now " + inodes);
        out.println("total entries was " + entriesBefore + ", total entries now " + entries);
        out.println((future + expired + fresh) + " entries deleted (" + future + " from future, " + expired
                + " expired, " + fresh + " fresh)");
    }

    private static String scaled(long bytes) {
        double kilo = bytes / 1024.0;
        return kilo >= 1024 * 1024
                ? String.format(Locale.ROOT, "%.1fG", kilo / 1024 / 1024)
                : kilo >= 1024
                        ? String.format(Locale.ROOT, "%.1fM", kilo / 1024)
                        : String.format(Locale.ROOT, "%.1fK", kilo);
    }
}

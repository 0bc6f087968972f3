// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.socache.http.disk.file.Tree;

/** The command with its options, outputs and exit codes, for the shell of the system and for Karaf's. */
public final class HtCacheClean {

    /** It did what it was asked to. */
    public static final int OK = 0;

    /** It could not; the reason has been printed. */
    public static final int ERROR = 1;

    /** None of the URLs was there. */
    public static final int NOT_FOUND = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch stop;
    private final Supplier<Tree> known;
    private final Background background;

    /** Another process, which goes on by itself. */
    @FunctionalInterface
    public interface Background {
        /** Returns its number. */
        long begin() throws IOException;
    }

    /**
     * Does nothing yet.
     *
     * @param stop counted down when it is to come to its end
     * @param known tells the tree that is meant without -p: null if there is none, {@link IllegalArgumentException} with the
     *     reason if what is configured is wrong
     * @param background what -d begins once the command line is known to be right; null to go on here
     */
    public HtCacheClean(
            PrintStream out, PrintStream err, CountDownLatch stop, Supplier<Tree> known, Background background) {
        this.out = out;
        this.err = err;
        this.stop = stop;
        this.known = known;
        this.background = background;
    }

    /** Runs a command line; the result is the exit code. */
    public int run(List<String> arguments) {
        try {
            return execute(arguments);
        } catch (IllegalArgumentException e) {
            err.println("htcacheclean: " + e.getMessage());
            err.println(Options.USAGE);
            return ERROR;
        } catch (IOException e) {
            err.println("htcacheclean error: " + e.getMessage());
            return ERROR;
        }
    }

    /**
     * The same for who tells of errors himself.
     *
     * @throws IllegalArgumentException if the command line is wrong
     * @throws IOException if the tree is not there or cannot be read
     */
    public int execute(List<String> arguments) throws IOException {
        Options options = Options.parse(arguments, this::usualRoot);
        if (!Files.isDirectory(options.root())) {
            throw new IOException("\"" + options.root() + "\" is no directory");
        }
        if (options.minutes() > 0 && background != null) {
            // not left to that process: whoever called this one may want to stop it as soon as this one ends
            note(background.begin(), options.pidFile());
            return OK;
        }
        note(ProcessHandle.current().pid(), options.pidFile());
        return run(options);
    }

    private static void note(long pid, Path file) throws IOException {
        if (file != null) {
            Files.writeString(file, pid + System.lineSeparator());
        }
    }

    int run(Options options) throws IOException {
        if (options.minutes() > 0) {
            repeat(options);
            return OK;
        }
        Tree tree = tree(options);
        if (options.is('a') || options.is('A')) {
            new Listing(tree).print(options.is('A'), out);
            return OK;
        }
        if (!options.urls().isEmpty()) {
            return delete(options, new Listing(tree));
        }
        Cleaner cleaner = new Cleaner(options, tree, InstantSource.system(), stop);
        boolean whole = cleaner.run();
        if (cleaner.statistics().unreadable > 0) {
            err.println("htcacheclean: " + cleaner.statistics().unreadable
                    + " headers cannot be read, they go by their last use; run it as the user of the node");
        }
        if (cleaner.statistics().skipped > 0) {
            err.println("htcacheclean: " + cleaner.statistics().skipped
                    + " times a file or directory could not be looked into or deleted; run it as the user of the node");
        }
        if (options.is('v')) {
            cleaner.statistics().print(options, err);
        }
        return whole ? OK : ERROR;
    }

    private Path usualRoot() {
        Tree usual = known.get();
        return usual == null ? null : usual.root();
    }

    /** How a tree is laid out that no node uses here is found by looking at it. */
    private Tree tree(Options options) throws IOException {
        Tree usual;
        try {
            usual = known.get();
        } catch (IllegalArgumentException itDoesNotMatterForAnotherTree) {
            usual = null;
        }
        return usual != null && usual.root().equals(options.root()) ? usual : Tree.detect(options.root());
    }

    private int delete(Options options, Listing listing) throws IOException {
        int code = NOT_FOUND;
        for (String url : options.urls()) {
            boolean deleted = listing.delete(url, options.is('D'));
            code = deleted ? OK : code;
            if (options.is('v')) {
                err.println((deleted ? "Removed: " : "Not cached: ") + url);
            }
        }
        return code;
    }

    /** A tree that is away for a while is cleaned again when it is back. */
    private void repeat(Options options) {
        long before = -1;
        boolean stopped = false;
        while (!stopped) {
            try {
                long written = lastWrite(options.root());
                if (!options.is('i') || written != before) {
                    new Cleaner(options, tree(options), InstantSource.system(), stop).run();
                }
                before = written;
            } catch (IOException e) {
                err.println("htcacheclean error: " + e + "; tried again in " + options.minutes() + " minutes");
            }
            try {
                stopped = stop.await(options.minutes(), TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }
    }

    /** Every write makes a file among the drafts and moves it away. */
    private static long lastWrite(Path root) throws IOException {
        Path drafts = new Tree(root, 1, 1).drafts();
        return Files.isDirectory(drafts) ? Files.getLastModifiedTime(drafts).toMillis() : 0;
    }
}

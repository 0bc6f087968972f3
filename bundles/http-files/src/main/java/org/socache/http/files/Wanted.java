// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which files are to be kept, and where they are looked for. */
final class Wanted {

    private static final Logger LOG = LoggerFactory.getLogger(Wanted.class);

    private final Path root;
    private final List<FilePattern> open;
    private final List<FilePattern> inMemory;
    private final int fileLimit;
    private final long memoryLimit;
    /** What is left out is told of once, however often it is come by. */
    private final Set<Path> told = ConcurrentHashMap.newKeySet();

    /**
     * What the directives say.
     *
     * @param root DocumentRoot
     * @param open CacheFile
     * @param inMemory MMapFile; it wins where both fit
     * @param fileLimit FilesLimit
     * @param memoryLimit MMapLimit, bytes
     */
    Wanted(Path root, List<FilePattern> open, List<FilePattern> inMemory, int fileLimit, long memoryLimit) {
        this.root = root;
        this.open = open;
        this.inMemory = inMemory;
        this.fileLimit = fileLimit;
        this.memoryLimit = memoryLimit;
    }

    Path root() {
        return root;
    }

    List<FilePattern> open() {
        return open;
    }

    int fileLimit() {
        return fileLimit;
    }

    long memoryLimit() {
        return memoryLimit;
    }

    /** Whether there is anything to look for. */
    boolean isNothing() {
        return open.isEmpty() && inMemory.isEmpty();
    }

    /**
     * The files that are there now, by their URL's path; true for those in memory. What cannot be looked into is left out, as is
     * what lies elsewhere: a link that leads out of the root is somebody's way to a file that was not meant.
     *
     * @throws IOException if the root cannot be told
     */
    Map<String, Boolean> find() throws IOException {
        Map<String, Boolean> found = new TreeMap<>();
        if (isNothing() || !Files.isDirectory(root)) {
            return found;
        }
        // the root itself may well be a link: that is how releases are switched
        Path real = root.toRealPath();
        open.forEach(pattern -> find(pattern, real, false, found));
        inMemory.forEach(pattern -> find(pattern, real, true, found));
        return found;
    }

    private void find(FilePattern pattern, Path real, boolean kept, Map<String, Boolean> found) {
        Path start = pattern.start(real);
        if (!Files.isDirectory(start) || !isBelow(start, start)) {
            // not there, or behind a link: those to directories are not followed
            return;
        }
        try {
            Files.walkFileTree(start, Set.of(), pattern.depth(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (pattern.matches(real.relativize(file)) && isServable(file, attributes, real)) {
                        found.put(url(real.relativize(file)), kept);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    if (Files.exists(file)) {
                        leaveOut(file, e.toString());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                    if (e != null) {
                        leaveOut(directory, e.toString());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            leaveOut(real, e.toString());
        }
    }

    private boolean isServable(Path file, BasicFileAttributes attributes, Path real) {
        if (attributes.isSymbolicLink()) {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            if (!isBelow(file, real)) {
                leaveOut(file, "the link leads out of DocumentRoot");
                return false;
            }
        } else if (!attributes.isRegularFile()) {
            return false;
        }
        // in the pattern of a servlet they would mean something else, for all files
        if (file.toString().chars().anyMatch(c -> c == '*' || c == '\\' || c < ' ')) {
            leaveOut(file, "*, \\ and control characters cannot stand in the path of a kept file");
            return false;
        }
        if (!isText(real.relativize(file))) {
            leaveOut(
                    file,
                    "its name is no text in " + System.getProperty("sun.jnu.encoding")
                            + ", which the JVM takes names for; rename it, or set LC_ALL=C.UTF-8");
            return false;
        }
        return true;
    }

    /** Names are bytes; those of another encoding do not come back from the text of a URL. */
    private static boolean isText(Path relative) {
        try {
            return Path.of(relative.toString()).equals(relative);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether a file lies below a directory once all links are followed. */
    private static boolean isBelow(Path file, Path real) {
        try {
            return file.toRealPath().startsWith(real);
        } catch (IOException gone) {
            return false;
        }
    }

    private void leaveOut(Path file, String why) {
        if (told.add(file)) {
            LOG.warn("{} is left out: {}", file, why);
        }
    }

    private static String url(Path relative) {
        StringJoiner url = new StringJoiner("/", "/", "");
        relative.forEach(name -> url.add(name.toString()));
        return url.toString();
    }
}

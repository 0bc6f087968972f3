// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Where the files of entries lie below CacheRoot. For the name {@code 3f20c4...}, two levels of two digits each:
 *
 * <pre>
 *   CacheRoot/
 *     drafts/9d01....draft                  what is still being written
 *     3f/20/3f20c4....header                the entry
 *     3f/20/3f20c4....0a1b2c3d4e5f6071.data its body; the header tells which
 * </pre>
 *
 * <p>A body is never changed once it has this name, and never gets the name of another: who has it open reads on whatever
 * becomes of the entry. Nothing depends on the place of the root or on inodes, so a copy works as well as the original.
 *
 * @param root CacheRoot
 * @param levels CacheDirLevels
 * @param length CacheDirLength
 */
public record Tree(Path root, int levels, int length) {

    /** End of a header's name. */
    public static final String HEADER = ".header";

    /** End of a body's name. */
    public static final String DATA = ".data";

    /** End of the name of what is being written. */
    public static final String DRAFT = ".draft";

    /** httpd's bound for levels times length: no path gets too long. */
    public static final int DEEPEST = 20;

    private static final int ID_DIGITS = 16;

    /** What a file is, by its name. */
    public enum Kind {
        HEADER,
        DATA,
        DRAFT,
        FOREIGN
    }

    /** The tree that lies below a root: as deep as the deepest directories, two levels of two where there are none. */
    public static Tree detect(Path root) throws IOException {
        int levels = 0;
        int length = 0;
        Path directory = root;
        while (directory != null) {
            Path below = null;
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
                for (Path child : children) {
                    String name = child.getFileName().toString();
                    boolean fits = EntryName.isHex(name) && (length == 0 || name.length() == length);
                    // one that is being cleaned may have nothing below it any more
                    if (fits && (below == null || isEmpty(below))) {
                        below = child;
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            if (below != null) {
                levels++;
                length = below.getFileName().toString().length();
            }
            directory = below;
        }
        return levels == 0 ? new Tree(root, 2, 2) : new Tree(root, levels, length);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        }
    }

    /** The directory of an entry. */
    public Path directory(EntryName name) {
        String digits = name.toString();
        Path directory = root;
        for (int level = 0; level < levels; level++) {
            directory = directory.resolve(digits.substring(level * length, (level + 1) * length));
        }
        return directory;
    }

    public Path header(EntryName name) {
        return directory(name).resolve(name + HEADER);
    }

    public Path body(EntryName name, long id) {
        return directory(name).resolve(name + "." + HexFormat.of().toHexDigits(id) + DATA);
    }

    /** What is being written. */
    public Path draft(long id) {
        return drafts().resolve(HexFormat.of().toHexDigits(id) + DRAFT);
    }

    /** The directory of drafts: on the same file system, so that they can be renamed into their place. */
    public Path drafts() {
        return root.resolve("drafts");
    }

    /** What a file is; names that are not exactly of a form above are foreign, and nobody's business. */
    public static Kind kind(String file) {
        if (file.endsWith(HEADER)) {
            return name(file) != null && file.length() == EntryName.DIGITS + HEADER.length()
                    ? Kind.HEADER
                    : Kind.FOREIGN;
        }
        if (file.endsWith(DATA)) {
            return bodyId(file) != 0 ? Kind.DATA : Kind.FOREIGN;
        }
        return isDraft(file) ? Kind.DRAFT : Kind.FOREIGN;
    }

    private static boolean isDraft(String file) {
        return file.length() == ID_DIGITS + DRAFT.length()
                && file.endsWith(DRAFT)
                && EntryName.isHex(file.substring(0, ID_DIGITS));
    }

    /** The entry that a header or body belongs to; null for foreign files. */
    public static EntryName name(String file) {
        return file.length() < EntryName.DIGITS ? null : EntryName.parse(file.substring(0, EntryName.DIGITS));
    }

    /** The id in the name of a body; 0 if it is no such name. */
    public static long bodyId(String file) {
        int end = EntryName.DIGITS + 1 + ID_DIGITS;
        boolean formed = file.length() == end + DATA.length()
                && file.endsWith(DATA)
                && file.charAt(EntryName.DIGITS) == '.'
                && name(file) != null;
        String digits = formed ? file.substring(EntryName.DIGITS + 1, end) : "";
        return formed && EntryName.isHex(digits) ? Long.parseUnsignedLong(digits, 16) : 0;
    }

    /** Called with each directory of entries, one at a time. */
    @FunctionalInterface
    public interface Visitor {
        /** @return false to stop */
        boolean visit(Path directory) throws IOException;
    }

    /**
     * Walks all directories that may have entries, in the order the file system lists them. Holds one listing per level.
     *
     * @throws IOException if one of them cannot be visited; all others have been before
     */
    public void walk(Visitor visitor) throws IOException {
        IOException[] first = {null};
        walk(visitor, error -> first[0] = first[0] == null ? error : first[0]);
        if (first[0] != null) {
            throw first[0];
        }
    }

    /**
     * The same, for who can do without some of them.
     *
     * @param skipped told why a directory could not be visited
     * @throws IOException if the root cannot be listed
     */
    public void walk(Visitor visitor, Consumer<IOException> skipped) throws IOException {
        try {
            walk(root, 0, visitor, skipped);
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            return;
        }
    }

    private boolean walk(Path directory, int level, Visitor visitor, Consumer<IOException> skipped) throws IOException {
        if (level == levels) {
            return visitor.visit(directory);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (isOurs(child) && !walkBelow(child, level + 1, visitor, skipped)) {
                    return false;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return true;
    }

    private boolean isOurs(Path directory) {
        return directory.getFileName().toString().length() == length && isForEntries(directory);
    }

    private static boolean isForEntries(Path directory) {
        String name = directory.getFileName().toString();
        return name.length() <= DEEPEST
                && EntryName.isHex(name)
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    }

    /** Walks the directories that trees of other levels and lengths below the same root have, and this one does not. */
    public void walkOthers(Visitor visitor, Consumer<IOException> skipped) throws IOException {
        walkOthers(root, 0, true, visitor, skipped);
    }

    private boolean walkOthers(
            Path directory, int level, boolean isOfThis, Visitor visitor, Consumer<IOException> skipped)
            throws IOException {
        boolean isLeaf = isOfThis && level == levels;
        if (level > 0 && !isLeaf && !visitor.visit(directory)) {
            return false;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Tree::isForEntries)) {
            for (Path child : children) {
                boolean of =
                        isOfThis && !isLeaf && child.getFileName().toString().length() == length;
                if (level < DEEPEST && !walkOthers(child, level + 1, of, visitor, skipped)) {
                    return false;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException removedMeanwhile) {
            return true;
        } catch (DirectoryIteratorException e) {
            skipped.accept(e.getCause());
        } catch (IOException e) {
            skipped.accept(e);
        }
        return true;
    }

    private boolean walkBelow(Path directory, int level, Visitor visitor, Consumer<IOException> skipped) {
        try {
            return walk(directory, level, visitor, skipped);
        } catch (NoSuchFileException | NotDirectoryException removedMeanwhile) {
            // a cleaner may take a directory away at any moment
            return true;
        } catch (IOException e) {
            skipped.accept(e);
            return true;
        }
    }
}

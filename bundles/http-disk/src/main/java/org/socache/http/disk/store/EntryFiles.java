// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Tree;

/** The files of one entry, as a walk finds them: by their names first, which the list of a directory has, then by a look. */
final class EntryFiles {

    private final EntryName name;
    private final Map<Long, Path> bodies = new HashMap<>(2);
    private final Map<Path, Integer> units = new HashMap<>(2);
    private Path header;
    private long used;
    private long newest;

    private EntryFiles(EntryName name) {
        this.name = name;
    }

    /** Those of all entries in a directory; foreign files are left out. */
    static Collection<EntryFiles> in(Path directory) throws IOException {
        Map<EntryName, EntryFiles> entries = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String text = file.getFileName().toString();
                Tree.Kind kind = Tree.kind(text);
                if (kind == Tree.Kind.HEADER) {
                    entries.computeIfAbsent(Tree.name(text), EntryFiles::new).header = file;
                } else if (kind == Tree.Kind.DATA) {
                    entries.computeIfAbsent(Tree.name(text), EntryFiles::new)
                            .bodies
                            .put(Tree.bodyId(text), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries.values();
    }

    EntryName name() {
        return name;
    }

    boolean hasHeader() {
        return header != null;
    }

    boolean hasBody(long id) {
        return bodies.containsKey(id);
    }

    /** Whether there is a header, and at most one body to go with it. */
    boolean isInOrder() {
        return header != null && bodies.size() <= 1;
    }

    /** The only body, or one of them; 0 if there is none. */
    long bodyId() {
        return bodies.isEmpty() ? 0 : bodies.keySet().iterator().next();
    }

    /** The bodies that are not the one with that id, and what each weighs; after a look. */
    Map<Path, Integer> bodiesExcept(long kept) {
        Map<Path, Integer> others = new HashMap<>();
        bodies.forEach((id, body) -> {
            if (id != kept) {
                others.put(body, units.get(body));
            }
        });
        return others;
    }

    /** All files and what each weighs, after a look. */
    Map<Path, Integer> all() {
        return units;
    }

    /** Leaves out all bodies but one. */
    void keepOnly(long bodyId) {
        bodies.keySet().retainAll(List.of(bodyId));
    }

    /** Looks at each file; what has gone meanwhile, is no file, or cannot be looked at, is left out. */
    void look() {
        units.clear();
        used = 0;
        newest = 0;
        BasicFileAttributes ofHeader = header == null ? null : look(header);
        if (ofHeader == null) {
            header = null;
        } else {
            used = ofHeader.lastModifiedTime().toMillis();
        }
        bodies.values().removeIf(body -> look(body) == null);
    }

    private BasicFileAttributes look(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return null;
            }
            units.put(file, Capacity.units(attributes.size()));
            newest = Math.max(newest, attributes.lastModifiedTime().toMillis());
            return attributes;
        } catch (IOException goneOrUnreadable) {
            return null;
        }
    }

    /** What the files weigh, after a look. */
    int units() {
        return units.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** When the entry was last used, which is the time of its header; after a look. */
    long used() {
        return used;
    }

    /** When the youngest of the files was changed, after a look. */
    long newest() {
        return newest;
    }
}

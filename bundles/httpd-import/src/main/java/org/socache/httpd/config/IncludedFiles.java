// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The files that {@code Include} names: a file, a folder with all below it, or a pattern in any part of the path. */
final class IncludedFiles {

    private IncludedFiles() {}

    /**
     * The files in httpd's order, which is the alphabet's.
     *
     * @param base where relative paths start
     * @param pattern {@code *}, {@code ?} and {@code [...]} stand for parts of one name
     * @return empty if there are none
     */
    static List<Path> of(Path base, String pattern) throws IOException {
        Path path = Path.of(pattern);
        List<Path> found = List.of(path.isAbsolute() ? path.getRoot() : base);
        for (Path name : path) {
            List<Path> next = new ArrayList<>();
            for (Path folder : found) {
                next.addAll(step(folder, name.toString()));
            }
            found = next;
        }
        List<Path> files = new ArrayList<>();
        for (Path each : found) {
            addFiles(each, new HashSet<>(), files);
        }
        return files;
    }

    private static List<Path> step(Path folder, String name) throws IOException {
        if (!isPattern(name)) {
            Path path = folder.resolve(name).normalize();
            return Files.exists(path) ? List.of(path) : List.of();
        }
        return Files.isDirectory(folder) ? sorted(folder, name) : List.of();
    }

    static boolean isPattern(String name) {
        return name.matches(".*[*?\\[].*");
    }

    /** A link to a folder around it would lead round and round: each folder is read once on the way down. */
    private static void addFiles(Path path, Set<Path> around, List<Path> files) throws IOException {
        if (!Files.isDirectory(path)) {
            files.add(path);
            return;
        }
        Path real = path.toRealPath();
        if (!around.add(real)) {
            return;
        }
        for (Path each : sorted(path, "*")) {
            addFiles(each, around, files);
        }
        around.remove(real);
    }

    private static List<Path> sorted(Path folder, String glob) throws IOException {
        List<Path> paths = new ArrayList<>();
        // braces are no pattern in httpd
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(folder, glob.replace("{", "\\{").replace("}", "\\}"))) {
            stream.forEach(paths::add);
        }
        paths.sort(null);
        return paths;
    }
}

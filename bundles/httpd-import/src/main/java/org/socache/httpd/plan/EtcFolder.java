// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.felix.utils.properties.Properties;

/** Karaf's {@code etc/}: what a plan would change there, and the writing of it. Comments and other keys stay as they are. */
public final class EtcFolder {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** The keys that say what an instance is about. */
    private static final String LOCATION = "Location";

    private static final String PASS = "ProxyPass";

    private final Path folder;

    /** @param folder {@code etc/} */
    public EtcFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * One key that a plan would change.
     *
     * @param file the file's name
     * @param key as it is, or will be, written there
     * @param before the value that is there; null if there is none
     * @param after the value of the plan
     */
    public record Change(String file, String key, String before, String after) {

        /** Whether a value that somebody wrote would be lost. */
        public boolean replaces() {
            return before != null;
        }
    }

    /** What writing the plan would change; values that are there already are not among it. */
    public List<Change> changes(Plan plan) throws IOException {
        List<Change> changes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (PlannedFile file : plan.files()) {
            String name = nameFor(file, taken);
            Properties there = read(folder.resolve(name));
            file.values().forEach((key, value) -> {
                String written = writtenKey(there, key);
                if (!value.equals(there.get(written))) {
                    changes.add(new Change(name, written, there.get(written), value));
                }
            });
        }
        return changes;
    }

    /**
     * For an instance, the file that is about the same path already; otherwise the plan's name, with a number where that is another
     * one's.
     */
    private String nameFor(PlannedFile file, Set<String> taken) throws IOException {
        String about = path(file.values());
        if (about == null) {
            return file.name();
        }
        String instances = file.name().substring(0, file.name().indexOf('-') + 1) + "*.cfg";
        try (DirectoryStream<Path> present = Files.newDirectoryStream(folder, instances)) {
            for (Path instance : present) {
                if (about.equals(path(read(instance)))) {
                    return instance.getFileName().toString();
                }
            }
        }
        String name = file.name();
        for (int number = 2; taken.contains(name) || Files.exists(folder.resolve(name)); number++) {
            name = file.name().replaceFirst("\\.cfg$", "_" + number + ".cfg");
        }
        taken.add(name);
        return name;
    }

    /** What an instance is about: its Location, or the path of its ProxyPass; null if it is no instance. */
    private static String path(Map<String, String> values) {
        String location = values.get(writtenKey(values, LOCATION));
        if (location != null) {
            return bare(location);
        }
        String pass = values.get(writtenKey(values, PASS));
        return pass == null ? null : bare(pass.trim().split("\\s+")[0]);
    }

    /** A slash at the end makes no other path. */
    private static String bare(String path) {
        return path.trim().replaceFirst("/+$", "");
    }

    /**
     * Writes changes, each file in one step, so that nobody reads half of it.
     *
     * @param changes of {@link #changes}, or some of them
     */
    public void write(List<Change> changes) throws IOException {
        List<String> names = changes.stream().map(Change::file).distinct().toList();
        for (String name : names) {
            Path file = folder.resolve(name);
            Properties properties = read(file);
            if (!Files.exists(file)) {
                properties.setHeader(List.of("# From the configuration of Apache httpd, by socache:import-httpd"));
            }
            changes.stream()
                    .filter(change -> change.file().equals(name))
                    .forEach(change -> properties.put(change.key(), change.after()));
            replace(file, properties);
        }
    }

    /** Passwords may be among the lines: at no moment does the draft let anybody read more than the file did. */
    private static void replace(Path file, Properties properties) throws IOException {
        // not a .cfg, which would be taken for a configuration at once
        Path half = file.resolveSibling(file.getFileName() + ".import");
        Files.deleteIfExists(half);
        try {
            Files.createFile(half, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (Writer writer = Files.newBufferedWriter(half, StandardCharsets.ISO_8859_1)) {
                properties.save(writer);
            }
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(half, Files.getPosixFilePermissions(file));
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** Keys are directives, in any case: the one that is there, or the one of the plan. */
    private static String writtenKey(Map<String, String> there, String key) {
        return there.keySet().stream()
                .filter(other -> other.equalsIgnoreCase(key))
                .findFirst()
                .orElse(key);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties(false);
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                properties.load(reader);
            }
        }
        return properties;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.awaitility.Awaitility.await;

/** The files of a node's {@code etc/}, and its features; closing it brings both back to what they were. */
final class AsItWas implements AutoCloseable {

    private static final String PROVIDER = "shmcb:data/http.cache(67108864)";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Karaf karaf;
    private final boolean installs;
    private final Map<Path, byte[]> files;
    private final Map<Path, Set<PosixFilePermission>> permissions = new TreeMap<>();
    private final Set<String> features;

    /** With {@code installs}, features may come meanwhile. */
    AsItWas(Karaf karaf, boolean installs) throws IOException {
        this.karaf = karaf;
        this.installs = installs;
        this.files = files();
        for (Path file : files.keySet()) {
            permissions.put(file, Files.getPosixFilePermissions(file));
        }
        this.features = features();
    }

    private Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        try (Stream<Path> all = Files.list(karaf.file("etc"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private Set<String> features() {
        return installs
                ? karaf.shell("feature:list --required --no-format")
                        .lines()
                        .map(line -> line.split("\\s")[0])
                        .collect(Collectors.toSet())
                : Set.of();
    }

    @Override
    public void close() throws IOException {
        Set<String> added = new TreeSet<>(features());
        added.removeAll(features);
        if (!added.isEmpty()) {
            karaf.shell("feature:uninstall " + String.join(" ", added));
        }
        Set<Path> there = new TreeSet<>(files().keySet());
        there.addAll(files.keySet());
        boolean changed = false;
        for (Path file : there) {
            changed |= restore(file);
        }
        if (changed) {
            SharedNode.awaitServing(karaf);
            await("the cache as it was")
                    .atMost(PATIENCE)
                    .until(() -> karaf.shell("socache:list").contains(PROVIDER));
        }
    }

    private boolean restore(Path file) throws IOException {
        if (!files.containsKey(file)) {
            Files.delete(file);
            return true;
        }
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), files.get(file))) {
            Files.setPosixFilePermissions(file, permissions.get(file));
            return false;
        }
        if (file.endsWith("org.socache.http.cfg")) {
            // what is written back within the second of a switch, nobody notices
            karaf.shell("socache:switch http \"" + PROVIDER + "\"");
        }
        Path draft = Files.write(karaf.file("data/as-it-was.draft"), files.get(file));
        Files.setPosixFilePermissions(draft, permissions.get(file));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The release after the one under test: the same bundles with the next version, beside those in a node's {@code system/}. */
public final class NextVersion {

    public static final String VERSION = "0.1.1";

    private static final String PRESENT = "0.1.0-SNAPSHOT";

    private NextVersion() {}

    /** As if the next release's {@code system/} were copied over the node's. */
    public static void copiedTo(Karaf karaf) throws IOException {
        Path system = karaf.file("system/org/socache");
        List<Path> present;
        try (Stream<Path> files = Files.walk(system)) {
            present = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().contains(PRESENT))
                    .toList();
        }
        for (Path file : present) {
            Path next = system.resolve(system.relativize(file).toString().replace(PRESENT, VERSION));
            Files.createDirectories(next.getParent());
            if (file.toString().endsWith(".jar")) {
                copyJar(file, next);
            } else {
                Files.writeString(next, Files.readString(file).replace(PRESENT, VERSION));
            }
        }
    }

    private static void copyJar(Path present, Path next) throws IOException {
        try (JarFile jar = new JarFile(present.toFile());
                OutputStream file = Files.newOutputStream(next);
                JarOutputStream out = new JarOutputStream(file, renumbered(jar.getManifest()))) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    copy(jar, entry, out);
                    out.closeEntry();
                }
            }
        }
    }

    private static Manifest renumbered(Manifest manifest) {
        manifest.getMainAttributes().putValue("Bundle-Version", VERSION);
        return manifest;
    }

    private static void copy(JarFile jar, JarEntry entry, OutputStream out) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
        }
    }
}

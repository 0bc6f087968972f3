// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the bundles of this build export and import: the layers of the project, read from their manifests. */
class ManifestWiring {

    /** Bundles with an API of their own, and its packages. Everybody else exports nothing. */
    private static final List<String> API = List.of(
            "org.socache.api", "org.socache.http.engine", "org.socache.http", "org.socache.authn", "org.socache.ssl");

    static List<Path> manifests() throws IOException {
        try (Stream<Path> bundles = Files.list(Path.of(System.getProperty("bundles")))) {
            return bundles.map(bundle -> bundle.resolve("target/bundle/META-INF/MANIFEST.MF"))
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/tck/")
                            && !file.toString().contains("/dc-protocol/"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void exports_areOursAndVersioned(Path file) throws IOException {
        String exports = header(file, "Export-Package");

        for (String clause : clauses(exports)) {
            assertThat(API).as(clause).anyMatch(prefix -> name(clause).startsWith(prefix));
            assertThat(clause).contains("version=");
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void providers_knowTheApiAlone(Path file) throws IOException {
        if (header(file, "Bundle-SymbolicName").startsWith("org.socache.provider.")) {
            assertThat(ownImports(file)).isSubsetOf("org.socache.api", "org.socache.api.spi", "org.socache.api.jmx");
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void nobody_importsCoreOrAProvider(Path file) throws IOException {
        assertThat(ownImports(file))
                .noneMatch(name -> name.startsWith("org.socache.core") || name.startsWith("org.socache.provider"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void rules_knowNoContainer(Path file) throws IOException {
        if (header(file, "Bundle-SymbolicName").equals("org.socache.http.engine")) {
            assertThat(clauses(header(file, "Import-Package")).stream()
                            .map(ManifestWiring::name)
                            .filter(name -> !name.startsWith("java.") && !name.startsWith("org.socache.http.engine")))
                    .isEmpty();
        }
    }

    private static Set<String> ownImports(Path file) throws IOException {
        return clauses(header(file, "Import-Package")).stream()
                .map(ManifestWiring::name)
                .filter(name -> name.startsWith("org.socache."))
                .collect(Collectors.toSet());
    }

    private static String header(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String value = new Manifest(in).getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }
    }

    /** Splits at commas outside quotes. */
    private static List<String> clauses(String header) {
        return Arrays.stream(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .filter(clause -> !clause.isBlank())
                .toList();
    }

    private static String name(String clause) {
        return clause.split(";")[0].trim();
    }
}

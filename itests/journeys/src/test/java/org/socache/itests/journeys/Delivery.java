// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

import org.socache.itests.harness.Jmx;

import static org.assertj.core.api.Assertions.assertThat;

/** What a feature has brought into a running node. */
record Delivery(String feature, List<Bundle> bundles) {

    private static final Pattern MVN = Pattern.compile("mvn:([^/]+)/([^/]+)/([^/$?!]+)");

    /** A bundle that came with it; its size is that of its file in the Maven repository it came from. */
    record Bundle(String name, String version, long bytes, List<String> exports) {

        boolean isOurs() {
            return name.startsWith("org.socache.");
        }
    }

    /** What is there now and was not before. */
    static Delivery of(String feature, Set<Long> before, Jmx jmx, List<Path> repositories)
            throws IOException, JMException {
        List<Bundle> bundles = new ArrayList<>();
        for (CompositeData bundle : installed(jmx)) {
            if (!before.contains(bundle.get("Identifier"))) {
                bundles.add(new Bundle(
                        (String) bundle.get("SymbolicName"),
                        (String) bundle.get("Version"),
                        size((String) bundle.get("Location"), repositories),
                        packages((String[]) bundle.get("ExportedPackages"))));
            }
        }
        return new Delivery(feature, bundles);
    }

    static List<CompositeData> installed(Jmx jmx) throws IOException, JMException {
        return ((TabularData) jmx.invoke(jmx.named("osgi.core:type=bundleState,*"), "listBundles"))
                .values().stream().map(CompositeData.class::cast).toList();
    }

    List<Bundle> ours() {
        return bundles.stream().filter(Bundle::isOurs).toList();
    }

    private static long size(String location, List<Path> repositories) throws IOException {
        Matcher mvn = MVN.matcher(location);
        assertThat(mvn.find()).as(location).isTrue();
        Path path = Path.of(
                mvn.group(1).replace('.', '/'), mvn.group(2), mvn.group(3), mvn.group(2) + "-" + mvn.group(3) + ".jar");
        return Files.size(repositories.stream()
                .map(repository -> repository.resolve(path))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new FileNotFoundException(location)));
    }

    private static List<String> packages(String[] exported) {
        return Arrays.stream(exported).map(name -> name.replaceFirst(";.*", "")).toList();
    }

    @Override
    public String toString() {
        long total = bundles.stream().mapToLong(Bundle::bytes).sum();
        return Stream.concat(
                        Stream.of(row(total, feature + ", " + bundles.size() + " bundles")),
                        bundles.stream().map(bundle -> row(bundle.bytes, "    " + bundle.name + " " + bundle.version)))
                .reduce("", String::concat);
    }

    private static String row(long bytes, String text) {
        return String.format("%8d KiB  %s%n", bytes >> 10, text);
    }
}

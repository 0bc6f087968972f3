// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.ProxiedDemo;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What README and manual show is typed into the running node, from the first command of a file to its last, and what they
 * show below it must come. The reference of metrics and MBeans is compared with what the node itself says of them; after a
 * change, {@code -Dsocache.manual.write=true} writes it anew.
 */
@ExtendWith(SharedNode.class)
class ManualJourney {

    private static final Path ROOT = Path.of(System.getProperty("socache.scripts"), "../..");
    private static final Path REFERENCE = ROOT.resolve("docs/metrics-reference.adoc");

    private final Karaf karaf;

    ManualJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    static Stream<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(ROOT.resolve("README.md"));
        try (Stream<Path> chapters = Files.list(ROOT.resolve("docs"))) {
            chapters.filter(file -> file.toString().endsWith(".adoc")).sorted().forEach(files::add);
        }
        return files.stream().filter(ManualJourney::showsCommands);
    }

    private static boolean showsCommands(Path file) {
        try {
            return !ShownSession.in(file).isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @BeforeEach
    void freshNode() {
        karaf.shell("socache:clear http");
    }

    @AfterEach
    void asItWas() {
        karaf.shell("socache:switch http \"shmcb:data/http.cache(67108864)\"");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyShownCommand_printsWhatIsShown(Path file) throws IOException, InterruptedException {
        for (ShownSession session : ShownSession.in(file)) {
            String printed = session.shell() ? karaf.shell(session.command()) : machine(session.command());
            assertContains(session, printed);
        }
    }

    private static void assertContains(ShownSession session, String printed) {
        Iterator<String> lines =
                printed.lines().map(ShownSession::substance).toList().iterator();
        for (String wanted : session.substance()) {
            boolean found = false;
            while (!found && lines.hasNext()) {
                found = lines.next().contains(wanted);
            }
            assertThat(found)
                    .as("%s%nshows:   %s%nprinted: %s", session, wanted, printed)
                    .isTrue();
        }
    }

    /** The commands of the machine's own shell that need nothing but the node; {@code ssh} is what every other test uses. */
    private String machine(String command) throws IOException, InterruptedException {
        if (!command.startsWith("curl ")) {
            return "";
        }
        Path out = karaf.file("manual.out");
        String line = command.replace(
                        "127.0.0.1:8181", "127.0.0.1:" + karaf.ports().http())
                .replaceFirst("-u admin(:\\.\\.\\.)? ", "-u admin:" + Karaf.PASSWORD + " ");
        Process process = new ProcessBuilder("sh", "-c", line.replaceFirst("^curl", "curl -sS -m 20"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void reference_ofMetricsAndMBeans_isWhatTheNodeSays() throws IOException, JMException, InterruptedException {
        String reference;
        ProxiedDemo withAnOrigin = ProxiedDemo.on(karaf);
        try (withAnOrigin) {
            reference = "// Made by ManualJourney from what a running node says; not edited by hand\n\n" + metrics()
                    + "\n=== MBeans\n\n" + mbeans();
        }
        if (Boolean.getBoolean("socache.manual.write")) {
            Files.writeString(REFERENCE, reference);
        }
        assertThat(reference)
                .as("to be written anew with -Dsocache.manual.write=true")
                .isEqualTo(Files.readString(REFERENCE));
    }

    private String metrics() throws IOException, InterruptedException {
        Map<String, String> sentences = new TreeMap<>();
        Map<String, String> kinds = new TreeMap<>();
        for (String line :
                machine("curl -u admin http://127.0.0.1:8181/socache/metrics").split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                sentences.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE ")) {
                kinds.put(words[2], words[3]);
            }
        }
        StringBuilder table =
                new StringBuilder("=== Metrics\n\n[cols=\"3,1,5\"]\n|===\n| metric | kind | what it tells\n");
        sentences.forEach((name, sentence) -> table.append("\n| `")
                .append(name)
                .append("` | ")
                .append(kinds.get(name))
                .append(" | ")
                .append(sentence)
                .append('\n'));
        return table.append("|===\n").toString();
    }

    private String mbeans() throws IOException, JMException {
        StringBuilder text = new StringBuilder();
        try (Jmx jmx = karaf.jmx()) {
            Map<String, MBeanInfo> byType = new TreeMap<>();
            for (String name : jmx.names("org.socache:*")) {
                byType.putIfAbsent(name.replaceFirst(".*type=([^,]+).*", "$1"), jmx.info(name));
            }
            byType.forEach((type, info) -> {
                text.append("==== ")
                        .append(type)
                        .append("\n\n")
                        .append(info.getDescription())
                        .append("\n\n");
                list(text, "attributes", info.getAttributes());
                list(text, "operations", info.getOperations());
            });
        }
        return text.toString();
    }

    private static void list(StringBuilder text, String title, MBeanFeatureInfo[] features) {
        Map<String, String> sorted = new TreeMap<>();
        for (MBeanFeatureInfo feature : features) {
            sorted.put(feature.getName() + suffix(feature), feature.getDescription());
        }
        if (sorted.isEmpty()) {
            return;
        }
        text.append("[cols=\"2,5\"]\n|===\n| ").append(title).append(" |\n");
        sorted.forEach((name, sentence) -> text.append("\n| `")
                .append(name)
                .append("` | ")
                .append(sentence)
                .append('\n'));
        text.append("|===\n\n");
    }

    private static String suffix(MBeanFeatureInfo feature) {
        if (feature instanceof MBeanAttributeInfo) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (var parameter : ((MBeanOperationInfo) feature).getSignature()) {
            names.add(parameter.getName());
        }
        return "(" + String.join(", ", names) + ")";
    }

    @Test
    void metrics_ofARunningNode_passPromtool() throws IOException, InterruptedException {
        Path page = karaf.file("metrics.txt");
        Files.writeString(page, machine("curl -u admin http://127.0.0.1:8181/socache/metrics"));
        assertPasses(new ProcessBuilder("promtool", "check", "metrics").redirectInput(page.toFile()));
    }

    @Test
    void rules_ofTheManual_passTheirOwnTests() throws IOException, InterruptedException {
        assertPasses(new ProcessBuilder("promtool", "test", "rules", "socache-rules-test.yml")
                .directory(ROOT.resolve("docs/monitoring").toFile()));
    }

    private static void assertPasses(ProcessBuilder tool) throws IOException, InterruptedException {
        Process process = tool.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void metrics_counters_onlyGrow() throws IOException, InterruptedException {
        Map<String, Double> before = counters();
        machine("curl http://127.0.0.1:8181/demo/count");
        Map<String, Double> after = counters();
        before.forEach(
                (series, value) -> assertThat(after.get(series)).as(series).isGreaterThanOrEqualTo(value));
        assertThat(after.keySet()).anyMatch(series -> series.startsWith("socache_http_decisions_total{"));
    }

    private Map<String, Double> counters() throws IOException, InterruptedException {
        Map<String, Double> counters = new TreeMap<>();
        for (String line :
                machine("curl -u admin http://127.0.0.1:8181/socache/metrics").split("\n")) {
            if (line.matches("\\w+_total\\{.*")) {
                int end = line.lastIndexOf(' ');
                counters.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            }
        }
        return counters;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Faults are planted in the running node; {@code socache:doctor} finds them, and does no more once its advice was followed to
 * the letter. Clock, JVM, disk and open ports are planted in the test of the bundle alone, where they harm nobody.
 */
@ExtendWith(SharedNode.class)
class DoctorJourney {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FEATURES = "socache-http-files socache-authn-http socache-provider-redis"
            + " socache-provider-memcache socache-provider-dc socache-dc-server";

    /** A line that its owner refuses, for each file of {@code etc/} that has an owner in a node with these features. */
    private static final Map<String, String> REFUSED = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("org.socache.core.cfg", "CallTimeout = soon"),
            Map.entry("org.socache.http.cfg", "CacheSocacheMaxSize = lots"),
            Map.entry("org.socache.http.disk.cfg", "CacheSizeLimit = lots"),
            Map.entry("org.socache.http.files.cfg", "FilesLimit = many"),
            Map.entry("org.socache.http.location-sick.cfg", "Location = nowhere"),
            Map.entry("org.socache.http.proxy-sick.cfg", "ProxyPass = nonsense"),
            Map.entry("org.socache.http.purge.cfg", "PurgeFrom = nobody"),
            Map.entry("org.socache.authn.cfg", "AuthnCacheTimeout = soon"),
            Map.entry("org.socache.authn.location-sick.cfg", "AuthType = Kerberos"),
            Map.entry("org.socache.provider.dbm.cfg", "DbmTimeout = soon"),
            Map.entry("org.socache.provider.redis.cfg", "RedisTimeout = soon"),
            Map.entry("org.socache.provider.memcache.cfg", "MemcacheTimeout = soon"),
            Map.entry("org.socache.provider.dc.cfg", "DcTimeout = soon"),
            Map.entry("org.socache.dc.server-sick.cfg", "MaxConnections = many"),
            Map.entry("org.socache.ssl.session.cfg", "SSLSessionCacheTimeout = soon"),
            Map.entry("org.socache.ssl.stapling.cfg", "SSLStaplingErrorCacheTimeout = soon")));

    private final Karaf karaf;

    DoctorJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    private List<String> findings() {
        return karaf.shell("socache:doctor --no-format")
                .lines()
                .filter(line -> line.startsWith("FAIL") || line.startsWith("WARN"))
                .toList();
    }

    /** The files that are said to be refused. */
    private Set<String> refused() {
        return Pattern.compile("FAIL\\tconfiguration\\t.*correct it in \\S*/etc/(\\S+);")
                .matcher(String.join("\n", findings()))
                .results()
                .map(finding -> finding.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void everyRefusedFile_isNamed_untilItIsCorrected() throws IOException {
        AsItWas asItWas = new AsItWas(karaf, true);
        try (asItWas) {
            karaf.shell("feature:install " + FEATURES);
            REFUSED.forEach((file, line) ->
                    karaf.edit("etc/" + file, line.replaceFirst("\\s*=.*", ""), line.replaceFirst("[^=]*=\\s*", "")));
            await("all of them")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(refused()).containsAll(REFUSED.keySet()));
        }
        await("none of them")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(findings()).isEmpty());
    }

    @Test
    void filesForEveryoneToRead_areClosedByTheAdvice() throws IOException, InterruptedException {
        AsItWas asItWas = new AsItWas(karaf, false);
        try (asItWas) {
            karaf.edit("etc/org.socache.provider.redis.cfg", "RedisPassword", "for-tests-only-too");
            for (String name : List.of("etc/org.socache.provider.redis.cfg", "etc/users.properties")) {
                Path file = karaf.file(name);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
                follow(advice("every user of this machine can read", "chmod 600 \\S*" + file.getFileName()));
                assertThat(findings()).isEmpty();
            }
        }
    }

    @Test
    void fileThatNobodyReads_isRenamedByTheAdvice() throws IOException {
        AsItWas asItWas = new AsItWas(karaf, false);
        try (asItWas) {
            Path wrong = Files.writeString(karaf.file("etc/org.socache.provider-redis.cfg"), "RedisTimeout = 200ms\n");
            String right = advice("which nobody reads", "org\\.socache\\.provider\\.redis\\.cfg");
            Files.move(wrong, wrong.resolveSibling(right));
            assertThat(findings()).isEmpty();
        }
    }

    /** The part of a finding that says what to do, once there is one with that text. */
    private String advice(String found, String wanted) {
        Pattern pattern = Pattern.compile(wanted);
        String finding = await(found)
                .atMost(PATIENCE)
                .until(
                        () -> findings().stream()
                                .filter(line -> line.contains(found))
                                .findFirst()
                                .orElse(""),
                        line -> pattern.matcher(line).find());
        Matcher advice = pattern.matcher(finding);
        assertThat(advice.find()).as(finding).isTrue();
        return advice.group();
    }

    private static void follow(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", command).inheritIO().start();
        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(command).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.codec.digest.Md5Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.api.Entry;
import org.socache.api.spi.WireKey;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real httpd with mod_authn_socache on a real Redis, and AuthnCacheHttpdRecords = on. Records travel between its Redis and our
 * cache by redis-cli.
 */
class HttpdInteropTest {

    private static final Path HTTPD = Path.of("/usr/sbin/apache2");
    private static final String HASH = Md5Crypt.apr1Crypt("secret".getBytes(UTF_8), "$apr1$saltsalt$");
    private static final String ID = "VH.Example/priv:alice";
    private static final String REALM = "test realm";
    private static final String DIGEST_ID = "VH.Example/digest:alice:" + REALM;
    private static final String HA1 = DigestResponse.hash("MD5", "alice:" + REALM + ":secret");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final Node node = new Node(shared, clock, "AuthnCacheHttpdRecords", "on");
    private final HttpClient client = HttpClient.newHttpClient();
    private int redisPort;
    private int httpdPort;

    @BeforeEach
    void start() throws Exception {
        assertThat(HTTPD).as("this test needs httpd: apt-get install apache2").isExecutable();
        redisPort = freePort();
        httpdPort = freePort();
        run("redis-server", "--port", redisPort + "", "--bind", "127.0.0.1", "--save", "", "--dir", folder + "");
        await().atMost(Duration.ofSeconds(20)).until(() -> redis("", "PING").equals("PONG"));
        Files.createDirectories(folder.resolve("htdocs/priv"));
        Files.writeString(folder.resolve("htdocs/priv/page"), "page");
        Files.createDirectories(folder.resolve("htdocs/digest"));
        Files.writeString(folder.resolve("htdocs/digest/page"), "page");
        Files.writeString(folder.resolve("digests"), "bob:" + REALM + ":" + "0".repeat(32) + "\n");
        Files.writeString(folder.resolve("httpd.conf"), configuration());
        run(HTTPD.toString(), "-d", folder + "", "-f", folder.resolve("httpd.conf") + "", "-X");
        Files.writeString(folder.resolve("users"), "bob:" + HASH + "\n");
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> httpd("bob", "wrong") == 401);
    }

    @AfterEach
    void stop() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void entryOfHttpd_letsTheUserIntoOurs() throws Exception {
        Files.writeString(folder.resolve("users"), "alice:" + HASH + "\n");
        assertThat(httpd("alice", "secret")).isEqualTo(200);

        String record = redis("", "GET", key(ID));
        shared.plant(ID.getBytes(UTF_8), record.getBytes(UTF_8));

        HashTable nobody = new HashTable();
        assertThat(ours(nobody, "alice", "secret")).isEqualTo(200);
        assertThat(nobody.questions.get()).isZero();
    }

    @Test
    void entryOfOurs_letsTheUserIntoHttpd() throws Exception {
        assertThat(ours(new HashTable().user("alice", HASH), "alice", "secret")).isEqualTo(200);
        assertThat(httpd("alice", "secret")).as("httpd does not know her").isEqualTo(401);
        Entry entry = shared.dump().stream()
                .filter(each -> new String(each.id(), UTF_8).equals(ID))
                .findFirst()
                .orElseThrow();

        redis(new String(entry.data(), UTF_8), "-x", "SETEX", key(ID), "60");

        assertThat(httpd("alice", "secret")).isEqualTo(200);
        assertThat(httpd("alice", "wrong")).isEqualTo(401);
    }

    @Test
    void digestEntryOfHttpd_letsTheUserIntoOurs() throws Exception {
        Files.writeString(folder.resolve("digests"), "alice:" + REALM + ":" + HA1 + "\n");
        assertThat(curl(httpdUri("/digest/page"), "secret")).isEqualTo("200");

        String record = redis("", "GET", key(DIGEST_ID));
        assertThat(record).isEqualTo(HA1);
        shared.plant(DIGEST_ID.getBytes(UTF_8), record.getBytes(UTF_8));

        HashTable nobody = new HashTable();
        assertThat(ourDigest(nobody, "secret")).isEqualTo("200");
        assertThat(nobody.questions.get()).isZero();
    }

    @Test
    void digestEntryOfOurs_letsTheUserIntoHttpd() throws Exception {
        assertThat(ourDigest(new HashTable().user("alice", REALM, "secret", "MD5"), "secret"))
                .isEqualTo("200");
        assertThat(curl(httpdUri("/digest/page"), "secret"))
                .as("httpd does not know her")
                .isEqualTo("401");
        Entry entry = shared.dump().stream()
                .filter(each -> new String(each.id(), UTF_8).equals(DIGEST_ID))
                .findFirst()
                .orElseThrow();

        redis(new String(entry.data(), UTF_8), "-x", "SETEX", key(DIGEST_ID), "60");

        assertThat(curl(httpdUri("/digest/page"), "secret")).isEqualTo("200");
        assertThat(curl(httpdUri("/digest/page"), "wrong")).isEqualTo("401");
    }

    private String configuration() {
        StringBuilder modules = new StringBuilder();
        for (String module : List.of(
                "mpm_event",
                "authn_core",
                "authn_file",
                "authn_socache",
                "authz_core",
                "authz_user",
                "auth_basic",
                "auth_digest",
                "socache_redis")) {
            modules.append("LoadModule ")
                    .append(module)
                    .append("_module /usr/lib/apache2/modules/mod_")
                    .append(module)
                    .append(".so\n");
        }
        return modules + """
                Listen 127.0.0.1:%d
                ServerName VH.Example
                PidFile %2$s/pid
                ErrorLog %2$s/error.log
                DefaultRuntimeDir %2$s
                DocumentRoot %2$s/htdocs
                AuthnCacheEnable
                AuthnCacheSOCache redis:127.0.0.1:%3$d
                <Directory %2$s/htdocs/priv>
                  AuthType Basic
                  AuthName "test realm"
                  AuthBasicProvider socache file
                  AuthUserFile %2$s/users
                  AuthnCacheProvideFor file
                  Require valid-user
                </Directory>
                <Directory %2$s/htdocs/digest>
                  AuthType Digest
                  AuthName "test realm"
                  AuthDigestProvider socache file
                  AuthUserFile %2$s/digests
                  AuthnCacheProvideFor file
                  Require valid-user
                </Directory>
                """.formatted(httpdPort, folder, redisPort);
    }

    private int ours(HashTable users, String user, String password) throws Exception {
        Site site = new Site(
                node,
                users,
                "ServerName",
                "VH.Example",
                "AuthBasicProvider",
                "socache file",
                "AuthUserFile",
                "unused",
                "AuthnCacheProvideFor",
                "file");
        try {
            return get(site.uri("/priv/page"), user, password);
        } finally {
            site.close();
        }
    }

    private String ourDigest(HashTable users, String password) throws Exception {
        Site site = new Site(
                node,
                users,
                "Location",
                "/digest",
                "ServerName",
                "VH.Example",
                "AuthType",
                "Digest",
                "AuthDigestProvider",
                "socache file",
                "AuthUserFile",
                "unused",
                "AuthnCacheProvideFor",
                "file");
        try {
            return curl(site.uri("/digest/page"), password);
        } finally {
            site.close();
        }
    }

    private String curl(URI uri, String password) throws Exception {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-s",
                        "-o",
                        folder.resolve("page").toString(),
                        "-w",
                        "%{http_code}",
                        "--max-time",
                        "20",
                        "--digest",
                        "-u",
                        "alice:" + password,
                        uri.toString())
                .start();
        String status = new String(curl.getInputStream().readAllBytes(), UTF_8);
        assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return status;
    }

    private URI httpdUri(String path) {
        return URI.create("http://127.0.0.1:" + httpdPort + path);
    }

    private int httpd(String user, String password) throws Exception {
        return get(httpdUri("/priv/page"), user, password);
    }

    private int get(URI uri, String user, String password) throws Exception {
        String token = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + token)
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static String key(String id) {
        return WireKey.of("authn-socache", id.getBytes(UTF_8), 250);
    }

    private String redis(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", redisPort + ""));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private void run(String... command) throws IOException {
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output-" + processes.size()).toFile())
                .start());
    }

    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IOException("no free port from 20000 to 32000");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.management.JMException;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.Children;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Logins to the node, and to what it serves, with the authentication cache between. */
@ExtendWith(SharedNode.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginJourney {

    private static final String LOGINS = "org.socache:type=AuthnCache,name=authn";
    private static final String CACHE = "org.socache:type=Cache,name=authn";
    private static final String CFG = "etc/org.socache.authn.cfg";
    private static final String FEATURES =
            "socache-authn-http socache-provider-redis socache-provider-memcache pax-web-war audit-log";
    private static final String AUDIT = "data/log/audit.txt";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Karaf karaf;
    /** One for all: each has connections and a thread of its own. */
    private final Browser browser;

    private final List<Process> servers = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    LoginJourney(Karaf karaf) {
        this.karaf = karaf;
        browser = karaf.browser();
    }

    @BeforeAll
    void install() throws IOException {
        assertThat(karaf.shell("feature:install " + FEATURES)).doesNotContain("Error");
        // logins alone: without it, commands are there as they were typed, passwords too
        karaf.edit("etc/org.apache.karaf.audit.cfg", "filter", "(type=login)");
        karaf.edit(CFG, "AuthnCacheProvideFor", "karaf/PropertiesLoginModule LDAPLoginModule dbd file");
        await("the cache before realm karaf")
                .atMost(PATIENCE)
                .until(() -> karaf.shell("jaas:realm-list --no-format").contains("CachingLoginModule"));
    }

    @AfterAll
    void uninstall() throws IOException, InterruptedException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        karaf.shell("feature:uninstall " + FEATURES);
        Files.deleteIfExists(karaf.file(CFG));
        for (Process server : servers) {
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
        }
    }

    // To the node

    @Test
    void sshJmxAndWeb_ofOneUser_askTheRealmOnce_andKeepTheRoles() throws IOException, JMException {
        add("nora", "nora-for-tests");
        role("nora", "viewer");
        role("nora", "ssh");
        try (Jmx admin = karaf.jmx()) {
            long asked = number(admin, "BackendCalls");
            long saved = number(admin, "Hits");

            assertThat(karaf.shell("nora", "nora-for-tests", "socache:list")).contains("Provider");
            try (Jmx nora = karaf.jmx("nora", "nora-for-tests")) {
                assertThat(nora.attribute(Caches.HTTP, "Entries")).isNotNull();
                assertThatThrownBy(() -> nora.invoke(Caches.HTTP, "clear")).isInstanceOf(SecurityException.class);
            }
            assertThat(web("/socache/status", "nora", "nora-for-tests")).isEqualTo(200);

            assertThat(number(admin, "BackendCalls") - asked).isEqualTo(1);
            assertThat(number(admin, "Hits") - saved).isEqualTo(2);
            await("all three in the audit log, by an entry or not")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(audited("nora", "success")).isEqualTo(3));

            assertThat(web("/socache/status", "nora", "wrong")).isEqualTo(401);
            await("who is refused too")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(audited("nora", "failure")).isEqualTo(1));
        } finally {
            delete("nora");
        }
    }

    /** Lines of Karaf's audit log about logins of a user. */
    private long audited(String user, String outcome) {
        return karaf.read(AUDIT)
                .lines()
                .filter(line -> line.contains("login") && line.contains(outcome) && line.contains(user))
                .count();
    }

    @Test
    void userChangedByJaasCommands_isAnotherAtOnce() throws IOException {
        add("olga", "olga-for-tests");
        role("olga", "viewer");
        assertThat(web("/socache/status", "olga", "olga-for-tests")).isEqualTo(200);

        add("olga", "another-for-tests");
        assertThat(web("/socache/status", "olga", "another-for-tests")).isEqualTo(200);
        assertThat(web("/socache/status", "olga", "olga-for-tests")).isEqualTo(401);

        assertThat(karaf.shell("socache:authn-forget olga")).contains("olga forgotten");
        assertThat(web("/socache/status", "olga", "another-for-tests")).isEqualTo(200);

        delete("olga");
        assertThat(web("/socache/status", "olga", "another-for-tests")).isEqualTo(401);
    }

    private void add(String user, String password) {
        users("jaas:user-add " + user + " " + password);
    }

    private void role(String user, String role) {
        users("jaas:role-add " + user + " " + role);
    }

    private void delete(String user) {
        users("jaas:user-delete " + user);
    }

    /** With the cache before it, the realm's first module is the one that caches. */
    private void users(String command) {
        karaf.shell("jaas:realm-manage --realm karaf --module org.socache.authn.jaas.CachingLoginModule; " + command
                + "; jaas:update");
    }

    // To what it serves

    /** A file of bcrypt hashes, an LDAP directory and an SQL database, each on three providers. */
    @Test
    void twoHundredRequests_ofAnyBackendOnAnyProvider_askItOnce() throws Exception {
        int redis = serve("redis-server", "--save", "", "--bind", "127.0.0.1", "--port");
        int memcached = serve("memcached", "-l", "127.0.0.1", "-u", "nobody", "-p");
        try (SlowUsers users = new SlowUsers();
                Jmx jmx = karaf.jmx()) {
            deploy(users);
            locate("file", "/demo/count", "AuthBasicProvider = socache file", passwords());
            locate("ldap", "/members/ldap", "AuthBasicProvider = jaas", "AuthJaasRealm = ldap");
            locate(
                    "sql",
                    "/members/sql",
                    "AuthBasicProvider = socache dbd",
                    "AuthDBDSource = (dataSourceName=users)",
                    "AuthDBDUserPWQuery = SELECT SLOWLY(HASH) FROM USERS WHERE NAME = %s");
            for (String page : List.of("/demo/count", "/members/ldap/page.html", "/members/sql/page.html")) {
                awaitGuarded(page);
                await(page).atMost(PATIENCE).until(() -> web(page, "alice", "secret") == 200);
            }

            for (String specification : List.of(
                    "shmcb:data/authn.cache(512000)", "redis:127.0.0.1:" + redis, "memcache:127.0.0.1:" + memcached)) {
                bind(jmx, specification);
                int ofDirectory = users.ofDirectory();
                int ofDatabase = users.ofDatabase();

                assertAskedOnce(jmx, specification, "/demo/count");
                assertAskedOnce(jmx, specification, "/members/ldap/page.html");
                assertAskedOnce(jmx, specification, "/members/sql/page.html");

                // wrong passwords are the backend's to refuse
                assertThat(users.ofDirectory() - ofDirectory).as(specification).isEqualTo(2);
                assertThat(users.ofDatabase() - ofDatabase).as(specification).isEqualTo(2);
                if (specification.startsWith("shmcb")) {
                    assertTellsNothing(Files.readString(karaf.file("data/authn.cache"), StandardCharsets.ISO_8859_1));
                } else if (specification.startsWith("redis")) {
                    assertTellsNothing(everythingIn(redis));
                }
            }
        }
    }

    private void deploy(SlowUsers users) throws Exception {
        Path driver = karaf.file("deploy/journey-driver.jar");
        Path members = karaf.file("deploy/journey-members.jar");
        files.addAll(List.of(members, driver));
        Files.copy(SlowUsers.driver(), karaf.file("data/journey-driver.jar"));
        Files.move(karaf.file("data/journey-driver.jar"), driver);
        users.writeBundle(karaf.file("data/journey-members.jar"));
        Files.move(karaf.file("data/journey-members.jar"), members);
        await("the members' pages")
                .atMost(PATIENCE)
                .until(() -> karaf.browser().get("/members/sql/page.html").status() == 200);
    }

    private void bind(Jmx jmx, String specification) throws IOException, JMException {
        karaf.edit(CFG, "AuthnCacheSOCache", specification);
        await(specification).atMost(PATIENCE).untilAsserted(() -> {
            jmx.invoke(LOGINS, "flush");
            assertThat(web("/demo/count", "alice", "secret")).isEqualTo(200);
            assertThat(jmx.attribute(CACHE, "Provider") + ":" + jmx.attribute(CACHE, "Argument"))
                    .isEqualTo(specification);
            assertThat(jmx.attribute(CACHE, "State")).isEqualTo("BOUND");
        });
        jmx.invoke(LOGINS, "flush");
    }

    private void assertAskedOnce(Jmx jmx, String specification, String page) throws IOException, JMException {
        long asked = number(jmx, "BackendCalls");
        for (int request = 0; request < 200; request++) {
            assertThat(web(page, "alice", "secret")).isEqualTo(200);
        }
        assertThat(number(jmx, "BackendCalls") - asked)
                .as(page + " on " + specification)
                .isEqualTo(1);
        assertThat(web(page, "alice", "wrong")).isEqualTo(401);
    }

    /** Neither a name nor a password nor anything to guess one from. */
    private static void assertTellsNothing(String dump) {
        assertThat(dump).contains("SoAu").doesNotContain("alice", "secret", "$2y$", "$2a$", "{SHA}", "Members", "demo");
    }

    private static String everythingIn(int redis) throws IOException {
        String script = "local all = '' for _, key in ipairs(redis.call('KEYS', '*')) do"
                + " all = all .. key .. redis.call('GET', key) end return all";
        Process cli =
                new ProcessBuilder("redis-cli", "--raw", "-p", String.valueOf(redis), "EVAL", script, "0").start();
        return new String(cli.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void webApplicationArchive_behindDigest_isClosedToStrangers() throws Exception {
        deployWar("/shop", "the shop");
        await("the shop")
                .atMost(PATIENCE)
                .until(() -> karaf.browser().get("/shop/index.html").status() == 200);
        byte[] secret =
                MessageDigest.getInstance("MD5").digest("alice:Members:secret".getBytes(StandardCharsets.UTF_8));
        Path users =
                write("etc/journey.digest", "alice:Members:" + HexFormat.of().formatHex(secret) + "\n");
        locate("shop", "/shop", "AuthType = Digest", "AuthDigestProvider = socache file", "AuthUserFile = " + users);
        awaitGuarded("/shop/index.html");

        assertThat(curl("--digest", "-u", "alice:secret", "/shop/index.html")).isEqualTo("200");
        assertThat(curl("--digest", "-u", "alice:wrong", "/shop/index.html")).isEqualTo("401");
        assertThat(curl("/shop/")).isEqualTo("401");
    }

    @Test
    void proxiedLocation_behindBasic_isClosedToStrangers_alsoWhenCached() throws Exception {
        HttpServer origin =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.anyFree()), 0);
        origin.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=60");
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("page".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        origin.start();
        try {
            write(
                    "etc/org.socache.http.proxy-journey.cfg",
                    "ProxyPass = /behind/ http://127.0.0.1:"
                            + origin.getAddress().getPort() + "/\n");
            await("the proxy")
                    .atMost(PATIENCE)
                    .until(() -> karaf.browser().get("/behind/page").status() == 200);
            locate("behind", "/behind", "AuthType = Basic", "AuthBasicProvider = socache file", passwords());
            awaitGuarded("/behind/page");
            write("etc/org.socache.http.location-journey.cfg", "Location = /behind\nCacheEnable = socache\n");

            await("a hit")
                    .atMost(PATIENCE)
                    .until(() -> get("/behind/page", "alice", "secret").isHit());
            assertThat(karaf.browser().get("/behind/page").status()).isEqualTo(401);
            assertThat(karaf.browser().get("/behind//page").status()).isEqualTo(401);
            assertThat(web("/behind/page", "alice", "wrong")).isEqualTo(401);
        } finally {
            origin.stop(0);
        }
    }

    private String passwords() throws IOException, InterruptedException {
        Path users = karaf.file("etc/journey.passwords").toAbsolutePath();
        files.add(users);
        Process htpasswd = new ProcessBuilder("htpasswd", "-cbB", users.toString(), "alice", "secret").start();
        assertThat(htpasswd.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return "AuthUserFile = " + users;
    }

    private void locate(String name, String location, String... lines) throws IOException {
        write(
                "etc/org.socache.authn.location-" + name + ".cfg",
                "Location = " + location + "\nAuthName = Members\n" + String.join("\n", lines) + "\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = karaf.file(name).toAbsolutePath();
        files.add(file);
        Path draft = Files.writeString(karaf.file(name + ".draft"), text);
        return Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitGuarded(String path) {
        await(path + " to ask who is there")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> karaf.browser().get(path).status() == 401);
    }

    /** A bundle with a context path, as pax-web-war takes it; the least a WAR can be. */
    private void deployWar(String context, String page) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "journey.war");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Web-ContextPath", context);
        Path draft = karaf.file("data/journey.war");
        try (OutputStream out = Files.newOutputStream(draft);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("index.html"));
            jar.write(page.getBytes(StandardCharsets.US_ASCII));
            jar.closeEntry();
        }
        Path file = karaf.file("deploy/journey.jar");
        files.add(file);
        Files.move(draft, file);
    }

    /** Starts a server on a port of its own, which is the last of its arguments. */
    private int serve(String... command) throws IOException {
        int port = Ports.anyFree();
        List<String> whole = new ArrayList<>(List.of(command));
        whole.add(String.valueOf(port));
        servers.add(Children.endWithUs(new ProcessBuilder(whole)
                .directory(SharedNode.nodes().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()));
        return port;
    }

    private int web(String path, String user, String password) throws IOException {
        return get(path, user, password).status();
    }

    private Answer get(String path, String user, String password) throws IOException {
        String token = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        return browser.get(path, "Authorization", "Basic " + token);
    }

    private String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("curl", "-s", "-o", SharedNode.nodes() + "/page", "-w", "%{http_code}", "-m", "20"));
        command.addAll(List.of(arguments));
        command.set(command.size() - 1, "http://127.0.0.1:" + karaf.ports().http() + command.get(command.size() - 1));
        return new String(
                new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static long number(Jmx jmx, String attribute) throws IOException, JMException {
        return (Long) jmx.attribute(LOGINS, attribute);
    }
}

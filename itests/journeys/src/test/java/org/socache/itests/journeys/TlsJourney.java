// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.socache.itests.harness.Children;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.Ports;
import org.socache.itests.harness.SharedNode;
import org.socache.itests.harness.TlsClient;
import org.socache.itests.harness.TlsClient.Handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes with one certificate, set up by {@code bin/https}: a session made on one is resumed on the other, through a
 * server, through shared memory, and after a restart of both; and never where it must not be.
 */
class TlsJourney {

    private static final String SESSIONS = "org.socache:type=Cache,name=ssl-session";
    private static final String WEB = "etc/org.ops4j.pax.web.cfg";
    private static final List<String> VERSIONS = List.of("-tls1_2", "-tls1_3");
    private static final String[] NOBODY = {};
    private static final String[] ALICE = {"-cert", "client.crt", "-key", "client.key"};
    private static final String PAGE = "/demo/count";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final Path shared = SharedNode.nodes().resolve("tls-shared").toAbsolutePath();
    private final int redisPort = Ports.anyFree();
    private Process redis;
    private Karaf a;
    private Karaf b;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        Files.createDirectories(shared);
        redis = Children.endWithUs(new ProcessBuilder(
                        "redis-server",
                        "--port",
                        redisPort + "",
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        shared + "")
                .redirectErrorStream(true)
                .redirectOutput(shared.resolve("redis.out").toFile())
                .start());
        TlsClient.selfSigned(shared, "client");
        trust("client", shared.resolve("trust.p12"));
        a = SharedNode.ownNode("tls-a");
        a.run("bin/https");
        askForCertificates(a);
        a.edit("etc/org.socache.ssl.session.cfg", "SSLSessionCache", "redis:127.0.0.1:" + redisPort);
        a.edit("etc/org.socache.ssl.session.cfg", "SSLSessionCacheKeyFile", shared.resolve("session.keys") + "");
        a.edit("etc/org.socache.ssl.stapling.cfg", "SSLStaplingCache", "shmcb:" + shared.resolve("staples") + "(1M)");
        b = SharedNode.ownNode("tls-b");
        likeA("https.p12", "https-authority.p12", "org.ops4j.pax.web.cfg", "org.socache.demo.authority.cfg");
        likeA("org.socache.ssl.session.cfg", "org.socache.ssl.stapling.cfg");
    }

    private void askForCertificates(Karaf node) {
        node.edit(WEB, "org.ops4j.pax.web.ssl.truststore", shared.resolve("trust.p12") + "");
        node.edit(WEB, "org.ops4j.pax.web.ssl.truststore.password", "trusted");
        node.edit(WEB, "org.ops4j.pax.web.ssl.truststore.type", "PKCS12");
        node.edit(WEB, "org.ops4j.pax.web.ssl.clientauth.wanted", "true");
    }

    private void likeA(String... names) throws IOException {
        for (String name : names) {
            Files.copy(a.file("etc/" + name), b.file("etc/" + name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Java takes no certificates for trusted that openssl has put into a PKCS #12 file. */
    private void trust(String name, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(shared.resolve(name + ".crt"));
                OutputStream out = Files.newOutputStream(file)) {
            store.setCertificateEntry(
                    name, CertificateFactory.getInstance("X.509").generateCertificate(in));
            store.store(out, "trusted".toCharArray());
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        redis.destroy();
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
        redis.waitFor();
    }

    @Test
    void sessions_areSharedByTwoNodes_andOnlyWhereTheyMayBe() throws Exception {
        firstConnectionsAreStapled();
        for (Karaf node : List.of(a, b)) {
            node.awaitUp();
            node.shell("feature:install socache-provider-redis");
        }
        switchTo("redis:127.0.0.1:" + redisPort);
        assertShared("through redis");

        redis.destroy();
        redis.waitFor();
        assertFullHandshakeAtOnce();

        switchTo("shmcb:" + shared.resolve("sessions") + "(4M)");
        assertShared("through shared memory");

        for (String version : VERSIONS) {
            assertThat(save(a, version, ALICE, "kept" + version).kind()).isEqualTo("New");
        }
        a.stop();
        b.stop();
        firstConnectionsAreStapled();
        for (String version : VERSIONS) {
            assertThat(resume(b, version, ALICE, "kept" + version).kind())
                    .as(version + " after a restart of both")
                    .isEqualTo("Reused");
        }
        assertNothingCrossesIntoAStricterConnector();
    }

    /** Certificates of bin/https are must-staple: not even the first client of a node that boots may see one without. */
    private void firstConnectionsAreStapled() {
        a.launch();
        b.launch();
        for (Karaf node : List.of(a, b)) {
            // openssl, started in vain all the time, would take half a processor from the boot
            await("the port of " + node.file(""))
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> accepts(node));
            Handshake first = await("the first connection to " + node.file(""))
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> new TlsClient(shared, "-tls1_3")
                                    .get(node.ports().https(), PAGE),
                            handshake -> handshake.output().contains("Cipher is TLS_"));
            assertThat(first.staple()).isEqualTo("good");
        }
        for (Karaf node : List.of(a, b)) {
            SharedNode.awaitServing(node);
            await("the demo over TLS")
                    .atMost(PATIENCE)
                    .until(() -> save(node, "-tls1_2", NOBODY, "x").kind().equals("New"));
        }
    }

    private void switchTo(String specification) throws IOException, JMException {
        for (Karaf node : List.of(a, b)) {
            try (Jmx jmx = node.jmx()) {
                await("the cache of sessions").atMost(PATIENCE).until(() -> jmx.has(SESSIONS));
                await(specification).atMost(PATIENCE).untilAsserted(() -> {
                    jmx.invoke(SESSIONS, "switchProvider", specification);
                    assertThat(jmx.attribute(SESSIONS, "State")).isEqualTo("BOUND");
                });
            }
        }
    }

    private void assertShared(String how) {
        for (String version : VERSIONS) {
            for (String[] who : List.of(NOBODY, ALICE)) {
                String what = version + (who == NOBODY ? "" : " with a client certificate ") + how;
                assertThat(save(a, version, who, "s").kind()).as(what).isEqualTo("New");
                assertThat(resume(b, version, who, "s").kind()).as(what).isEqualTo("Reused");
            }
        }
        save(a, "-tls1_3", NOBODY, "ticket");
        assertThat(resume(b, "-tls1_3", NOBODY, "ticket").kind()).isEqualTo("Reused");
        assertThat(resume(a, "-tls1_3", NOBODY, "ticket").kind())
                .as("a ticket that was used " + how)
                .isEqualTo("New");
    }

    private void assertFullHandshakeAtOnce() {
        for (String version : VERSIONS) {
            save(a, version, NOBODY, "lost");
            Handshake lost = resume(b, version, NOBODY, "lost");
            assertThat(lost.kind()).as(version + " without redis").isEqualTo("New");
            assertThat(lost.took()).isLessThan(AT_ONCE);
        }
    }

    /** CVE-2025-23048, on connectors with the same certificate and the same trust. */
    private void assertNothingCrossesIntoAStricterConnector() throws IOException {
        for (String version : VERSIONS) {
            save(a, version, NOBODY, "lax" + version);
        }
        b.edit(WEB, "org.ops4j.pax.web.ssl.clientauth.needed", "true");
        await("b to demand certificates")
                .atMost(PATIENCE)
                .until(() -> accepts(b)
                        && save(b, "-tls1_2", NOBODY, "x").kind().equals("failed")
                        && save(b, "-tls1_2", ALICE, "x").kind().equals("New"));
        for (String version : VERSIONS) {
            assertThat(resume(b, version, NOBODY, "lax" + version).kind())
                    .as(version + ": a session without a certificate")
                    .isEqualTo("failed");
            save(a, version, NOBODY, "lax" + version);
            assertThat(resume(b, version, ALICE, "lax" + version).kind())
                    .as(version + ": a session without a certificate, from a client that has one")
                    .isEqualTo("New");
        }
    }

    private static boolean accepts(Karaf node) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node.ports().https())) {
            return socket.isConnected();
        } catch (IOException closed) {
            return false;
        }
    }

    private Handshake save(Karaf node, String version, String[] who, String session) {
        return connect(node, version, who, "-sess_out", session);
    }

    private Handshake resume(Karaf node, String version, String[] who, String session) {
        return connect(node, version, who, "-sess_in", session);
    }

    private Handshake connect(Karaf node, String version, String[] who, String option, String session) {
        return new TlsClient(shared, who).get(node.ports().https(), PAGE, version, option, session);
    }
}

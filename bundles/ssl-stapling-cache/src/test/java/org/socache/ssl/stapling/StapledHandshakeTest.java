// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.provider.StartedProvider;
import org.socache.ssl.provider.test.Client;
import org.socache.ssl.provider.test.TestPki;
import org.socache.ssl.provider.test.TestServer;
import org.socache.ssl.provider.test.TestServer.ClientAuth;
import org.socache.ssl.stapling.TestResponder.Manner;

import static org.assertj.core.api.Assertions.assertThat;

/** What OpenSSL's client sees, with OpenSSL's responder behind a listener that can be made to misbehave. */
class StapledHandshakeTest {

    private static final Logger LOG = LoggerFactory.getLogger(StapledHandshakeTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestPki pki;
    private TestResponder responder;
    private MemoryCache cache;

    @BeforeEach
    void start() {
        pki = Staging.authority(directory);
        responder = new TestResponder(pki);
        opened.add(responder);
        for (String name : List.of("good", "revoked", "unknown")) {
            Staging.issue(pki, name, responder);
        }
        responder.knows("good", 'V').knows("revoked", 'R');
        cache = new MemoryCache(InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** One that lives on would retry, and leave its own answer in the cache of the next. */
    private void closeConnectors() throws Exception {
        while (opened.size() > 1) {
            opened.remove(opened.size() - 1).close();
        }
    }

    /** Opens a connector with that certificate, stapled so; waits for a first answer as long as given. */
    private int connector(String name, StaplingSettings settings, Duration patience) throws Exception {
        StaplingService service = new StaplingService(settings, cache, InstantSource.system(), Staging.DEAF);
        opened.add(service);
        StartedProvider provider =
                new StartedProvider().with(new ContextStapling(service, StaplingProbe.open(), patience, PATIENCE));
        opened.add(provider);
        SSLContext context = StartedProvider.context(TestPki.keys(directory, name), TestPki.trust(directory, "ca"));
        TestServer server = new TestServer(context, ClientAuth.NONE);
        opened.add(server);
        return server.port();
    }

    /** What the client is shown: good, revoked, unknown, trylater or none. */
    private String staple(int port, String protocol) {
        String output = new Client(directory, protocol, "-status").connect(port).output();
        if (output.contains("OCSP response: no response sent")) {
            return "none";
        }
        if (output.contains("OCSP Response Status: trylater")) {
            return "trylater";
        }
        return Arrays.stream(output.split("\n"))
                .filter(line -> line.contains("Cert Status: "))
                .map(line -> line.substring(line.indexOf(": ") + 2).trim())
                .findFirst()
                .orElse("failed: " + output);
    }

    @Test
    void everyAnswer_underEveryPolicy_isShownAsItShould() throws Exception {
        List<String> table = new ArrayList<>();
        table.add(String.format(
                "%-20s %-10s %-10s %-10s %-10s", "ReturnErrors/Fake", "on/on", "on/off", "off/on", "off/off"));
        // statements
        row(table, "good", "good", Manner.HONEST, "good good good good");
        row(table, "delegated signer", "good", Manner.DELEGATED_SIGNER, "good good good good");
        row(table, "revoked", "revoked", Manner.HONEST, "revoked revoked none none");
        row(table, "unknown", "unknown", Manner.HONEST, "unknown unknown none none");
        // no statement, by the responder's own word
        row(table, "tryLater", "good", Manner.TRY_LATER, "trylater trylater none none");
        // no statement that can be believed
        for (Manner bad : List.of(
                Manner.EXPIRED,
                Manner.WRONG_SERIAL,
                Manner.BAD_SIGNATURE,
                Manner.FOREIGN_SIGNER,
                Manner.UNDELEGATED_SIGNER,
                Manner.GARBAGE,
                Manner.HTTP_500,
                Manner.ENDLESS,
                Manner.SILENT)) {
            row(
                    table,
                    bad.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    "good",
                    bad,
                    "trylater none none none");
        }
        responder.close();
        row(table, "refused connection", "good", Manner.HONEST, "trylater none none none");
        LOG.info("what clients are shown\n{}", String.join("\n", table));
    }

    private void row(List<String> table, String title, String name, Manner manner, String expected) throws Exception {
        responder.being(manner);
        boolean endsByTimeout = manner == Manner.SILENT;
        List<String> shown = new ArrayList<>();
        for (String returnErrors : List.of("on", "off")) {
            for (String fake : List.of("on", "off")) {
                cache.clear();
                int port = connector(
                        name,
                        Staging.settings(
                                "SSLStaplingReturnResponderErrors",
                                returnErrors,
                                "SSLStaplingFakeTryLater",
                                fake,
                                "SSLStaplingResponderTimeout",
                                endsByTimeout ? "1" : "10"),
                        PATIENCE);
                String tls12 = staple(port, "-tls1_2");
                if (shown.isEmpty()) { // once in a row will do: the two differ in where JSSE puts it, not in what
                    assertThat(staple(port, "-tls1_3"))
                            .as(title + " in TLS 1.3")
                            .isEqualTo(tls12);
                }
                shown.add(tls12);
                closeConnectors();
            }
        }
        table.add(String.format(
                "%-20s %-10s %-10s %-10s %-10s", title, shown.get(0), shown.get(1), shown.get(2), shown.get(3)));
        assertThat(String.join(" ", shown)).as(title).isEqualTo(expected);
    }

    @Test
    void mustStaple_fromTheFirstConnection_isStapled() throws Exception {
        Staging.issue(pki, "strict", responder, "tlsfeature=status_request");
        responder.knows("strict", 'V');
        int port = connector("strict", Staging.settings(), Duration.ZERO);
        assertThat(staple(port, "-tls1_3")).isEqualTo("good");
        assertThat(responder.asked()).isOne();
    }

    @Test
    void secondNode_withTheSameCache_neverAsks() throws Exception {
        assertThat(staple(connector("good", Staging.settings(), PATIENCE), "-tls1_2"))
                .isEqualTo("good");
        assertThat(staple(connector("good", Staging.settings(), PATIENCE), "-tls1_2"))
                .isEqualTo("good");
        assertThat(responder.asked()).isOne();
    }

    @Test
    void coldStart_withTheResponderGone_servesWhatTheCacheHas() throws Exception {
        assertThat(staple(connector("good", Staging.settings(), PATIENCE), "-tls1_2"))
                .isEqualTo("good");
        responder.close();
        assertThat(staple(connector("good", Staging.settings(), PATIENCE), "-tls1_2"))
                .isEqualTo("good");
    }

    @Test
    void hundredHandshakes_onFourCertificates_whileTheResponderIsSilent_doNotWait() throws Exception {
        responder.being(Manner.SILENT);
        List<Integer> stapled = new ArrayList<>();
        List<Integer> plain = new ArrayList<>();
        for (String name : List.of("one", "two", "three", "four")) {
            Staging.issue(pki, name, responder);
            TestServer server = new TestServer(plainContext(TestPki.keys(directory, name)), ClientAuth.NONE);
            opened.add(server);
            plain.add(server.port());
            stapled.add(connector(name, Staging.settings("SSLStaplingResponderTimeout", "30"), Duration.ZERO));
        }
        handshakes(plain, 5); // warms the JVM
        long without = handshakes(plain, 25);
        long with = handshakes(stapled, 25);
        LOG.info("100 handshakes: {} ms without stapling, {} ms with a silent responder", without, with);
        assertThat(with)
                .as("100 handshakes; one wait for the responder is 30 s, one that JSSE gives up is 5 s")
                .isLessThan(2 * without + 5_000);
    }

    private static SSLContext plainContext(javax.net.ssl.KeyManager[] keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(keys, null, null);
        return context;
    }

    /** Milliseconds that so many full handshakes with each take. */
    private long handshakes(List<Integer> ports, int times) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            for (int port : ports) {
                SSLContext client = SSLContext.getInstance("TLS", "SunJSSE");
                client.init(null, TestPki.trust(directory, "ca"), null);
                try (SSLSocket socket =
                        (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    socket.startHandshake();
                } catch (IOException e) {
                    throw new IllegalStateException("handshake with port " + port, e);
                }
            }
        }
        return (System.nanoTime() - start) / 1_000_000;
    }
}

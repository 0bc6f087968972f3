// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.ssl.provider.StartedProvider;
import org.socache.ssl.provider.spi.ServerContext;
import org.socache.ssl.provider.spi.ServerContexts.Attached;
import org.socache.ssl.provider.test.Client;
import org.socache.ssl.provider.test.TestPki;
import org.socache.ssl.provider.test.TestServer;
import org.socache.ssl.provider.test.TestServer.ClientAuth;

import static org.assertj.core.api.Assertions.assertThat;

/** Two connectors stand for two nodes here: they share nothing but the cache and the key file. */
class SessionSharingTest {

    private static final String TLS12 = "-tls1_2";
    private static final String TLS12_NO_TICKET = "-tls1_2 -no_ticket";
    private static final String TLS13 = "-tls1_3";

    @TempDir
    static Path pki;

    private static TestPki ca;

    @TempDir
    Path shared;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SessionCounters counters = new SessionCounters();
    private DirectoryCache cache;
    private StartedProvider provider;
    private SessionSharing sharing;
    private Duration later = Duration.ZERO;

    @BeforeAll
    static void authorities() throws IOException {
        ca = new TestPki(pki, "ca").issue("www").issue("shop").issue("client");
        new TestPki(pki, "other");
    }

    @BeforeEach
    void share() throws Exception {
        cache = new DirectoryCache(shared.resolve("entries"));
        InstantSource clock = () -> Instant.now().plus(later);
        SealingKeys keys = new SealingKeys(shared.resolve("session.keys"), clock);
        sharing = new SessionSharing(JsseProbe.open(), cache, keys, counters, 300, clock);
        provider = new StartedProvider().with(sharing);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        provider.close();
    }

    private static SSLContext context(String name, String authority) {
        return StartedProvider.context(TestPki.keys(pki, name), TestPki.trust(pki, authority));
    }

    private int open(SSLContext context, ClientAuth auth) {
        TestServer server = new TestServer(context, auth);
        opened.add(server);
        return server.port();
    }

    private int connector(String name, String authority, ClientAuth auth) {
        return open(context(name, authority), auth);
    }

    private static Client client(String options) {
        return new Client(pki, options.split(" "));
    }

    // Who may resume what: CVE-2025-23048

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS12_NO_TICKET, TLS13})
    void anonymousSession_whereACertificateIsDemanded_isNotResumed(String options) {
        int lax = connector("www", "ca", ClientAuth.NONE);
        int strict = connector("www", "ca", ClientAuth.NEED);
        client(options).save(lax, "s");
        assertThat(client(options).resume(strict, "s").handshake()).isEqualTo("failed");
        client(options).save(lax, "s");
        assertThat(client(options).as("client").resume(strict, "s").handshake()).isEqualTo("New");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS12_NO_TICKET, TLS13})
    void provenSession_whereAnotherAuthorityIsTrusted_isNotResumed(String options) {
        int trusting = connector("www", "ca", ClientAuth.NEED);
        int distrusting = connector("www", "other", ClientAuth.WANT);
        Client client = client(options).as("client");
        client.save(trusting, "s");
        assertThat(client.resume(trusting, "s").handshake()).isEqualTo("Reused");
        client.save(trusting, "s");
        assertThat(client(options).resume(distrusting, "s").peer()).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS12_NO_TICKET, TLS13})
    void sessionOfARevokedCertificate_whereRevocationIsChecked_isNotResumed(String options) {
        int careless = connector("www", "ca", ClientAuth.NEED);
        ca.revoke();
        int before = checking();
        ca.revoke("client");
        int after = checking();
        Client client = client(options).as("client");
        for (int elsewhere : List.of(careless, before)) {
            client.save(elsewhere, "s");
            assertThat(client.resume(after, "s").handshake()).isEqualTo("failed");
        }
    }

    /** A connector that has read the CRL of now. */
    private int checking() {
        return open(
                StartedProvider.context(TestPki.keys(pki, "www"), TestPki.trustUnlessRevoked(pki, "ca")),
                ClientAuth.NEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS12_NO_TICKET, TLS13})
    void sessionOfOneServerName_underAnotherWithItsOwnCertificate_isNotResumed(String options) {
        int www = connector("www", "ca", ClientAuth.NONE);
        int shop = connector("shop", "ca", ClientAuth.NEED);
        client(options).with("-servername", "www").save(www, "s");
        assertThat(client(options)
                        .as("client")
                        .with("-servername", "shop")
                        .resume(shop, "s")
                        .handshake())
                .isEqualTo("New");
        client(options).as("client").with("-servername", "shop").save(shop, "s");
        assertThat(client(options).with("-servername", "www").resume(www, "s").peer())
                .isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS12_NO_TICKET, TLS13})
    void sameCertificateAndTrust_underAnotherName_isNotResumed(String options) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (String name : List.of("lax", "strict")) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(TestPki.keys(pki, "www"), TestPki.trust(pki, "ca"), null);
            Attached attached = provider.contexts().attach(context, name);
            opened.add(attached);
            ports.add(open(context, ClientAuth.WANT));
        }
        Client client = client(options).as("client");
        client.save(ports.get(1), "s");
        assertThat(client(options).resume(ports.get(0), "s").peer()).isEqualTo("nobody");
        client.save(ports.get(1), "s");
        assertThat(client.resume(ports.get(1), "s").handshake()).isEqualTo("Reused");
    }

    @Test
    void twoCertificates_chosenByServerName_areResumedEachForItsOwn() throws IOException {
        SSLContext one = StartedProvider.context(TestPki.keys(pki, "www", "shop"), TestPki.trust(pki, "ca"));
        SSLContext two = StartedProvider.context(TestPki.keys(pki, "www", "shop"), TestPki.trust(pki, "ca"));
        int a = open(one, ClientAuth.NONE);
        int b = open(two, ClientAuth.NONE);
        for (String options : List.of(TLS12, TLS13)) {
            for (String name : List.of("www", "shop")) {
                Client client = client(options).with("-servername", name);
                client.save(a, name);
                assertThat(client.resume(b, name).handshake())
                        .as(options + " " + name)
                        .isEqualTo("Reused");
            }
        }
    }

    // What is wrong with an entry

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void changedEntry_isAFullHandshake(String options) {
        List<UnaryOperator<byte[]>> changes = List.of(
                data -> new byte[0],
                data -> new byte[100],
                data -> Arrays.copyOf(data, 40),
                data -> flip(data, 0),
                data -> flip(data, 4),
                data -> flip(data, 22),
                data -> flip(data, data.length - 20),
                data -> flip(data, data.length - 1));
        for (UnaryOperator<byte[]> change : changes) {
            int a = connector("www", "ca", ClientAuth.NONE);
            client(options).save(a, "s");
            cache.changeAll(change);
            int b = connector("www", "ca", ClientAuth.NONE);
            assertThat(client(options).resume(b, "s").handshake()).isEqualTo("New");
        }
        assertThat(counters.flaw(SealedSession.Flaw.DAMAGED).sum()).isPositive();
    }

    private static byte[] flip(byte[] data, int at) {
        byte[] changed = data.clone();
        changed[at] ^= 1;
        return changed;
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void keyFileReplaced_isAFullHandshake(String options) throws Exception {
        client(options).save(connector("www", "ca", ClientAuth.NONE), "s");
        Files.delete(shared.resolve("session.keys"));
        SealingKeys fresh = new SealingKeys(shared.resolve("session.keys"), InstantSource.system());
        provider.without(sharing);
        provider.with(new SessionSharing(JsseProbe.open(), cache, fresh, counters, 300, InstantSource.system()));
        assertThat(client(options)
                        .resume(connector("www", "ca", ClientAuth.NONE), "s")
                        .handshake())
                .isEqualTo("New");
        assertThat(counters.flaw(SealedSession.Flaw.UNKNOWN_KEY).sum()).isPositive();
    }

    @Test
    void olderThanTheTimeout_isAFullHandshake_whateverTheCacheSays() {
        client(TLS13).save(connector("www", "ca", ClientAuth.NONE), "s");
        later = Duration.ofSeconds(301);
        assertThat(client(TLS13)
                        .resume(connector("www", "ca", ClientAuth.NONE), "s")
                        .handshake())
                .isEqualTo("New");
        assertThat(counters.stale.sum()).isPositive();
    }

    @Test
    void idOfTls12_presentedAsATicket_isNotConsumed() {
        client(TLS12).save(connector("www", "ca", ClientAuth.NONE), "s");
        ServerContext context = provider.contexts().live().get(0);
        byte[] id = context.jsse().getServerSessionContext().getIds().nextElement();
        SessionVault vault =
                new SessionVault(context, cache, sharing.keys(), sharing.jsse(), counters, 300, InstantSource.system());
        assertThat(vault.take(id)).isNull();
        assertThat(cache.entries()).hasSize(1);
        assertThat(counters.flaw(SealedSession.Flaw.OTHER_PROTOCOL).sum()).isOne();
    }

    @Test
    void tls12_forgottenByOneNodeAsAfterAnAlert_isResumedOnNone() {
        int a = connector("www", "ca", ClientAuth.NONE);
        int b = connector("www", "ca", ClientAuth.NONE);
        client(TLS12).save(a, "s");
        assertThat(client(TLS12).resume(b, "s").handshake()).as("b has a copy").isEqualTo("Reused");

        SSLSessionContext first = provider.contexts().live().get(0).jsse().getServerSessionContext();
        first.getSession(first.getIds().nextElement()).invalidate();

        assertThat(client(TLS12).resume(b, "s").handshake()).isEqualTo("New");
        assertThat(client(TLS12).resume(a, "s").handshake()).isEqualTo("New");
        assertThat(counters.forgotten.sum()).isEqualTo(2);
    }

    @Test
    void tls12_lostByTheCache_isStillResumedWhereThereIsACopy() {
        int a = connector("www", "ca", ClientAuth.NONE);
        client(TLS12).save(a, "s");
        cache.entries().forEach(entry -> assertThat(entry.toFile().delete()).isTrue());

        assertThat(client(TLS12).resume(a, "s").handshake()).isEqualTo("Reused");
    }

    // The cache goes

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void cacheGone_isAFullHandshake_andResumesWhenItIsBack(String options) {
        int a = connector("www", "ca", ClientAuth.NONE);
        int b = connector("www", "ca", ClientAuth.NONE);
        client(options).save(a, "s");
        cache.available(false);
        assertThat(client(options).resume(b, "s").handshake()).isEqualTo("New");
        cache.available(true);
        client(options).save(a, "s");
        assertThat(client(options).resume(b, "s").handshake()).isEqualTo("Reused");
    }

    @Test
    void tls12_whileTheCacheIsGone_isResumedOnTheSameNode() {
        int a = connector("www", "ca", ClientAuth.NONE);
        cache.available(false);
        client(TLS12).save(a, "s");
        assertThat(client(TLS12).resume(a, "s").handshake()).isEqualTo("Reused");
        assertThat(counters.localHits.sum()).isPositive();
    }

    // Coming and going

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void connectorOlderThanTheCache_isServed_andLeftAsItWas(String options) {
        provider.without(sharing);
        int a = connector("www", "ca", ClientAuth.NONE);
        int b = connector("www", "ca", ClientAuth.NONE);
        client(options).save(a, "s");
        assertThat(client(options).resume(b, "s").handshake()).isEqualTo("New");
        provider.with(sharing);
        client(options).save(a, "s");
        assertThat(client(options).resume(b, "s").handshake()).isEqualTo("Reused");
        provider.without(sharing);
        client(options).save(a, "s");
        assertThat(client(options).resume(b, "s").handshake()).isEqualTo("New");
        client(options).save(a, "s");
        assertThat(client(options).resume(a, "s").handshake()).as("JSSE alone").isEqualTo("Reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void nonenotnull_isNeverResumed(String options) {
        provider.without(sharing);
        provider.with(new UnresumableSessions(sharing.jsse(), 300));
        int a = connector("www", "ca", ClientAuth.NONE);
        client(options).save(a, "s");
        assertThat(client(options).resume(a, "s").handshake()).isEqualTo("New");
        assertThat(cache.entries()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.socache.ssl.provider.test.TestPki;
import org.socache.ssl.stapling.Answer.Status;
import org.socache.ssl.stapling.CertificateWatch.Source;
import org.socache.ssl.stapling.TestResponder.Manner;
import org.socache.ssl.stapling.spi.Staples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** One certificate through time: what is served, who is asked, and when. The responder's responses hold for an hour. */
class CertificateWatchTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path directory;

    private static TestResponder responder;

    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;
    private final MemoryCache cache = new MemoryCache(clock);
    private final List<CertificateWatch> alarms = new ArrayList<>();
    private int before;

    @BeforeAll
    static void start() {
        TestPki pki = Staging.authority(directory);
        responder = new TestResponder(pki);
        Staging.issue(pki, "stray", responder);
        for (String name : List.of("www", "shop")) {
            Staging.issue(pki, name, responder);
            responder.knows(name, 'V');
        }
    }

    @AfterAll
    static void stop() {
        responder.close();
    }

    @BeforeEach
    void behave() {
        responder.being(Manner.HONEST).knows("www", 'V');
        before = responder.asked();
    }

    private int asked() {
        return responder.asked() - before;
    }

    /** A node's watch; no two nodes have the same name in the cache. */
    private CertificateWatch node(String name, String... directives) {
        return watch(Staging.certificate(directory, name, null), directives);
    }

    private CertificateWatch watch(StapledCertificate certificate, String... directives) {
        StaplingSettings settings = Staging.settings(directives);
        return new CertificateWatch(
                certificate,
                settings,
                new SharedStaples(cache, clock),
                new Responder(settings.responderTimeout(), null),
                new OcspVerifier(settings.skew(), settings.maximumAge(), settings.standardLife(), clock),
                new RefreshPlan(settings.standardLife(), settings.errorLife(), () -> 0),
                clock,
                alarms::add);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private Duration untilDue(CertificateWatch watch) {
        return Duration.between(now, watch.state().due());
    }

    @Test
    void response_beforeTheFirstRefresh_isNone() {
        assertThat(node("www").response()).isNull();
        assertThat(asked()).isZero();
    }

    @Test
    void refresh_givesAResponse_andIsDueHalfWayToItsEnd() {
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(watch.response()).isNotNull();
        assertThat(watch.answer().status()).isEqualTo(Status.GOOD);
        assertThat(watch.state().source()).isEqualTo(Source.RESPONDER);
        assertThat(untilDue(watch)).isCloseTo(HOUR.dividedBy(2), Duration.ofSeconds(10));
    }

    @Test
    void refresh_ofALongResponse_isDueAfterTheStandardTime() {
        responder.holding("-ndays", "7");
        CertificateWatch watch = node("www", "SSLStaplingStandardCacheTimeout", "600");
        watch.refresh();
        responder.holding("-nmin", "60");
        assertThat(untilDue(watch)).isEqualTo(Duration.ofSeconds(600));
    }

    @Test
    void response_whileRefreshingFails_isTheOldOneUntilItEnds() {
        CertificateWatch watch = node("www");
        watch.refresh();
        byte[] first = watch.response();
        responder.being(Manner.HTTP_500);
        pass(Duration.ofMinutes(40));
        watch.refresh();
        assertThat(watch.response()).isEqualTo(first);
        assertThat(watch.state().lastError()).contains("HTTP 500");
        pass(Duration.ofMinutes(30));
        assertThat(watch.response()).as("after its end and the skew").isEqualTo(Answer.TRY_LATER.der());
    }

    @Test
    void failures_inARow_pauseLongerAndLongerUpToTheErrorTime() {
        responder.being(Manner.GARBAGE);
        CertificateWatch watch = node("www", "SSLStaplingErrorCacheTimeout", "30");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            watch.refresh();
            pauses.add(untilDue(watch).toSeconds());
            pass(untilDue(watch));
        }
        assertThat(pauses).containsExactly(5L, 10L, 20L, 30L, 30L);
        assertThat(asked()).isEqualTo(5);
        responder.being(Manner.HONEST);
        watch.refresh();
        assertThat(watch.state().failures()).isZero();
        assertThat(watch.state().lastError()).isEmpty();
    }

    @Test
    void secondNode_takesWhatTheFirstFetched() {
        CertificateWatch a = node("www");
        CertificateWatch b = node("www");
        a.refresh();
        b.refresh();
        assertThat(b.response()).isEqualTo(a.response());
        assertThat(b.state().source()).isEqualTo(Source.SHARED_CACHE);
        assertThat(asked()).isOne();
    }

    @Test
    void manyNodes_overManyHours_askLikeOne() {
        List<CertificateWatch> nodes = List.of(node("www"), node("www"), node("www"), node("www"));
        responder.holding("-ndays", "7");
        for (int hour = 0; hour < 5; hour++) {
            nodes.forEach(CertificateWatch::refresh);
            pass(HOUR);
        }
        responder.holding("-nmin", "60");
        assertThat(asked()).isEqualTo(5);
    }

    @Test
    void secondNode_whileTheFirstAsks_looksAgainSoon() {
        CertificateWatch b = node("www");
        new SharedStaples(cache, clock).claim(Staging.certificate(directory, "www", null), Duration.ofSeconds(2));
        b.refresh();
        assertThat(asked()).isZero();
        assertThat(untilDue(b)).isEqualTo(Duration.ofMillis(500));
        pass(Duration.ofSeconds(2));
        b.refresh();
        assertThat(b.response()).as("the first has died").isNotNull();
    }

    @Test
    void secondNode_afterTheFirstFailed_doesNotAskAtOnce() {
        responder.being(Manner.TRY_LATER);
        CertificateWatch a = node("www");
        CertificateWatch b = node("www");
        a.refresh();
        b.refresh();
        assertThat(b.response()).isEqualTo(Answer.TRY_LATER.der());
        assertThat(asked()).isOne();
        responder.being(Manner.HONEST);
        pass(untilDue(b));
        b.refresh();
        assertThat(b.answer().status()).isEqualTo(Status.GOOD);
    }

    @Test
    void record_isHttpds() {
        CertificateWatch watch = node("www");
        watch.refresh();
        byte[] record =
                cache.retrieve(Staging.certificate(directory, "www", null).key());
        assertThat(record[0]).isEqualTo((byte) 1);
        assertThat(record).endsWith(watch.response()).hasSize(watch.response().length + 1);
        responder.being(Manner.TRY_LATER);
        CertificateWatch other = node("shop");
        other.refresh();
        assertThat(cache.retrieve(Staging.certificate(directory, "shop", null).key()))
                .containsExactly(0, 0x30, 3, 0x0a, 1, 3);
    }

    @Test
    void record_thatDoesNotVerify_isNotBelieved() {
        StapledCertificate www = Staging.certificate(directory, "www", null);
        CertificateWatch other = node("shop");
        other.refresh();
        byte[] aboutAnother = cache.retrieve(other.certificate().key());
        for (byte[] planted : List.of(new byte[] {1, 2, 3}, new byte[] {1}, new byte[0], aboutAnother)) {
            cache.clear();
            cache.store(www.key(), now.plus(HOUR).toEpochMilli(), planted);
            CertificateWatch watch = node("www");
            int already = asked();
            watch.refresh();
            assertThat(watch.answer().status()).isEqualTo(Status.GOOD);
            assertThat(asked()).isEqualTo(already + 1);
        }
    }

    @Test
    void recordLost_thoughAnotherNodeAskedLately_isAskedForAgain() {
        node("www").refresh();
        cache.remove(Staging.certificate(directory, "www", null).key());
        CertificateWatch b = node("www");
        b.refresh();
        assertThat(b.response()).isNull();
        pass(Duration.ofSeconds(12));
        b.refresh();
        assertThat(b.response()).isNotNull();
    }

    @Test
    void cacheGone_isFetchedByEachForItself() {
        cache.available(false);
        CertificateWatch a = node("www");
        CertificateWatch b = node("www");
        a.refresh();
        b.refresh();
        assertThat(a.response()).isNotNull();
        assertThat(b.response()).isNotNull();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void revoked_raisesOneAlarm() {
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(alarms).isEmpty();
        responder.knows("www", 'R');
        watch.fetch();
        watch.fetch();
        assertThat(alarms).containsExactly(watch);
        assertThat(watch.answer().status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void unknown_isAskedAgainAfterTheErrorTime() {
        CertificateWatch watch = node("stray", "SSLStaplingErrorCacheTimeout", "60");
        watch.refresh();
        assertThat(watch.answer().status()).isEqualTo(Status.UNKNOWN);
        assertThat(untilDue(watch)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void maximumAge_endsAResponseEarly() {
        CertificateWatch watch = node("www", "SSLStaplingResponseMaxAge", "60", "SSLStaplingResponseTimeSkew", "10");
        watch.refresh();
        pass(Duration.ofSeconds(60));
        assertThat(watch.answer()).isNotNull();
        pass(Duration.ofSeconds(20));
        assertThat(watch.answer()).isNull();
    }

    /** Was due half an hour later, and nothing was stapled from the 70th second to then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void maximumAge_isTimeToAskAgainBefore(boolean nextUpdate) {
        if (!nextUpdate) {
            responder.holding();
        }
        CertificateWatch watch = node("www", "SSLStaplingResponseMaxAge", "60", "SSLStaplingResponseTimeSkew", "10");
        watch.refresh();
        responder.holding("-nmin", "60");

        assertThat(watch.answer()).isNotNull();
        assertThat(untilDue(watch)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(35));
    }

    @Test
    void responseWithoutAnEnd_thatCannotBeRenewed_isServedForTheStandardTime() {
        responder.holding();
        CertificateWatch a = node("www", "SSLStaplingStandardCacheTimeout", "600");
        CertificateWatch b = node("www", "SSLStaplingStandardCacheTimeout", "600");
        a.refresh();
        pass(Duration.ofSeconds(100));
        b.refresh();
        responder.holding("-nmin", "60").being(Manner.HTTP_500);
        assertThat(List.of(a.answer().status(), b.answer().status())).containsOnly(Status.GOOD);
        assertThat(untilDue(a)).as("leaves time to try again").isLessThan(Duration.ofSeconds(301));
        pass(Duration.ofSeconds(499));
        a.refresh();
        assertThat(a.answer()).isNotNull();
        pass(Duration.ofSeconds(101));
        assertThat(a.response()).as("nobody says that it is still so").isEqualTo(Answer.TRY_LATER.der());
        pass(Duration.ofSeconds(HOUR.toSeconds()));
        b.refresh();
        assertThat(b.answer()).isNull();
    }

    @Test
    void responseWithoutAnEnd_overManyNodes_isServedNoLongerThanOnOne() {
        responder.holding();
        node("www", "SSLStaplingStandardCacheTimeout", "600").refresh();
        responder.holding("-nmin", "60").being(Manner.HTTP_500);
        pass(Duration.ofSeconds(590));
        CertificateWatch late = node("www", "SSLStaplingStandardCacheTimeout", "600");

        late.refresh();

        assertThat(late.answer().status()).as("another node asked for it").isEqualTo(Status.GOOD);
        pass(Duration.ofSeconds(11));
        assertThat(late.answer()).as("nobody says that it is still so").isNull();
        CertificateWatch later = node("www", "SSLStaplingStandardCacheTimeout", "600");
        later.refresh();
        assertThat(later.answer()).isNull();
    }

    @Test
    void responseWithoutAnEnd_ofWhoDoesNotTellSinceWhen_isAskedForAgain() {
        responder.holding();
        CertificateWatch watch = node("www");
        watch.refresh();
        byte[] record = cache.retrieve(watch.certificate().key());
        cache.clear();
        cache.store(watch.certificate().key(), now.plus(HOUR).toEpochMilli(), record);
        int already = asked();

        CertificateWatch other = node("www");
        other.refresh();

        responder.holding("-nmin", "60");
        assertThat(asked()).as("httpd stores no more than the response").isEqualTo(already + 1);
        assertThat(other.state().source()).isEqualTo(Source.RESPONDER);
    }

    @Test
    void momentWithoutHeap_doesNotEndTheWatch() {
        cache.withoutHeapOnce();
        try (StaplingService service =
                        new StaplingService(Staging.settings(), cache, InstantSource.system(), Staging.DEAF);
                Staples.Stapled www = service.staple(Staging.chain(directory, "www"))) {
            await().until(() -> www.response().isPresent());
        }
    }

    @Test
    void revoked_thenAnOlderGoodResponse_staysRevoked() {
        CertificateWatch watch = node("www");
        watch.refresh();
        byte[] good = watch.response();
        revokeLater(watch);
        responder.replaying(good);
        watch.fetch();
        assertThat(watch.answer().status()).as("from the responder").isEqualTo(Status.REVOKED);
        cache.store(watch.certificate().key(), now.plus(HOUR).toEpochMilli(), new StapleRecord(true, good).bytes());
        new SharedStaples(cache, clock).claim(watch.certificate(), HOUR);
        watch.refresh();
        assertThat(watch.answer().status()).as("from the shared cache").isEqualTo(Status.REVOKED);
    }

    /** Dates in responses are whole seconds, of openssl's clock. */
    private void revokeLater(CertificateWatch watch) {
        Instant good = watch.answer().thisUpdate();
        await().until(() -> Instant.now().isAfter(good.plusSeconds(1)));
        responder.knows("www", 'R');
        watch.fetch();
        assertThat(watch.answer().status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void responseWithAByteBehind_isAFailure() {
        responder.being(Manner.BYTE_BEHIND);
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(watch.state().lastError()).contains("no OCSP response");
        assertThat(watch.answer()).isNull();
    }

    @Test
    void responseNestedWithoutEnd_isAFailure_fromTheResponderAndFromTheCache() {
        byte[] nested = nested(StapleRecord.MAX_RESPONSE - 4);
        responder.replaying(nested);
        CertificateWatch watch = node("www");
        cache.store(watch.certificate().key(), now.plus(HOUR).toEpochMilli(), new StapleRecord(true, nested).bytes());

        watch.refresh();

        assertThat(watch.state().lastError()).contains("no OCSP response");
        assertThat(untilDue(watch)).isEqualTo(Duration.ofSeconds(5));
    }

    /** A sequence in a sequence in a sequence, as deep as fits. */
    private static byte[] nested(int most) {
        byte[] inner = {};
        while (inner.length < most - 4) {
            byte[] outer = new byte[inner.length + 4];
            outer[0] = 0x30;
            outer[1] = (byte) 0x82;
            outer[2] = (byte) (inner.length >> 8);
            outer[3] = (byte) inner.length;
            System.arraycopy(inner, 0, outer, 4, inner.length);
            inner = outer;
        }
        return inner;
    }

    @Test
    void respondersError_isShownWithoutWhatIsBehindIt() {
        responder.replaying(HexFormat.of().parseHex("300f" + "0a0106" + "a00a3008" + "06012a" + "04036a756e"));
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(watch.response()).as("unauthorized").containsExactly(0x30, 3, 0x0a, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(bytes = {4, 7, 99})
    void respondersError_thatThereIsNot_isAFailure(byte status) {
        responder.replaying(new byte[] {0x30, 3, 0x0a, 1, status});
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(watch.state().lastError()).contains("status " + status);
        assertThat(watch.response()).isEqualTo(Answer.TRY_LATER.der());
    }

    @Test
    void wordsOfAResponder_cannotWriteLinesOrColoursIntoTheLog() {
        responder.being(Manner.COLOURFUL);
        CertificateWatch watch = node("www");
        watch.refresh();
        assertThat(watch.state().lastError()).contains("forged").doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void responder_whoseUrlHasNoHost_isPassedOver() {
        TestPki pki = new TestPki(directory, "other");
        pki.issue("under", "authorityInfoAccess=OCSP;URI:http://ocsp_1.test/");
        pki.issue("two", "authorityInfoAccess=OCSP;URI:http://ocsp_1.test/,OCSP;URI:" + responder.url());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StapledCertificate.of(chain("under"), null))
                .withMessageContaining("SSLStaplingForceURL");
        assertThat(StapledCertificate.of(chain("two"), null).responder()).isEqualTo(responder.uri());
    }

    private static List<X509Certificate> chain(String name) {
        return List.of(TestPki.certificate(directory, name), TestPki.certificate(directory, "other"));
    }

    /** Private authorities all begin to count somewhere. */
    @Test
    void certificates_ofOneSerialUnderTwoAuthorities_haveAnMBeanEach() {
        new TestPki(directory, "other").issue("first", "authorityInfoAccess=OCSP;URI:" + responder.url());
        List<String> names = new ArrayList<>();
        StaplingMBeans mbeans = new StaplingMBeans(registry(names));
        StapledCertificate one = Staging.certificate(directory, "delegate", responder.uri());
        StapledCertificate other = StapledCertificate.of(chain("first"), null);
        assertThat(other.serial()).isEqualTo(one.serial());

        for (StapledCertificate certificate : List.of(one, other)) {
            mbeans.watched(watch(certificate), () -> {});
        }

        assertThat(names).doesNotHaveDuplicates().hasSize(2);
        assertThat(names.get(0)).isEqualTo("org.socache:type=SslStapling,name=ssl-stapling,serial=" + one.serial());
        assertThat(names.get(1)).startsWith(names.get(0) + ",");
    }

    /** Notes the names of MBeans. */
    private static BundleContext registry(List<String> names) {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, values) -> {
                    names.add((String) ((Dictionary<?, ?>) values[2]).get("jmx.objectname"));
                    return null;
                });
    }

    @Test
    void forcedUrl_isAskedInsteadOfTheCertificates() {
        URI forced = URI.create("http://127.0.0.1:1/");
        assertThat(Staging.certificate(directory, "www", forced).responder()).isEqualTo(forced);
        assertThat(Staging.certificate(directory, "www", null).responder()).isEqualTo(responder.uri());
    }

    @Test
    void certificate_withoutIssuerOrResponder_saysWhatIsMissing() {
        X509Certificate www = TestPki.certificate(directory, "www");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StapledCertificate.of(List.of(www), null))
                .withMessageContaining("lacks its issuer CN=ca");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Staging.certificate(directory, "delegate", null))
                .withMessageContaining("SSLStaplingForceURL");
    }

    @Test
    void proxy_isAskedForTheResponder() throws Exception {
        StaplingSettings settings = Staging.settings("SSLOCSPProxyURL", responder.url());
        StapledCertificate certificate = Staging.certificate(directory, "www", URI.create("http://ocsp.invalid/"));
        byte[] answer = new Responder(settings.responderTimeout(), settings.proxy()).ask(certificate);
        assertThat(answer).isNotEmpty();
        assertThat(asked()).isOne();
    }
}

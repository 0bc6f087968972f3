// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class DigestTest {

    private static final String REALM = "test realm";

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final Node node = new Node(shared, clock);
    private final HashTable users = new HashTable();
    private Site site;

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void curl_rightPassword_getsInAndTheSecretIsFetchedOnce(String algorithm) throws Exception {
        openSite(algorithm);

        assertThat(curl("alice:secret", "/priv/page?a=b", "/priv/page?a=c", "/priv/page"))
                .isEqualTo("DIGEST aliceDIGEST aliceDIGEST alice");

        assertThat(users.questions.get()).isEqualTo(1);
        assertThat(shared.dump()).noneMatch(entry -> new String(entry.data(), UTF_8).contains("alice"));
    }

    @Test
    void curl_wrongPassword_staysOutside() throws Exception {
        openSite("MD5");

        assertThat(curl("alice:wrong", "/priv/page")).doesNotContain("DIGEST");
    }

    @Test
    void response_sentTwice_isRefusedTheSecondTime() throws Exception {
        openSite("MD5");
        String nonce = nonce(get(null));
        String answer = answer(nonce, "00000001", "secret");

        assertThat(get(answer).statusCode()).isEqualTo(200);
        assertThat(get(answer).statusCode()).isEqualTo(401);
        assertThat(get(answer(nonce, "00000003", "secret")).statusCode()).isEqualTo(200);
        assertThat(get(answer(nonce, "00000002", "secret")).statusCode()).isEqualTo(200);
        assertThat(get(answer(nonce, "00000002", "secret")).statusCode()).isEqualTo(401);
    }

    @Test
    void nonce_tooOld_isStaleForWhoKnowsTheSecretOnly() throws Exception {
        openSite("MD5");
        String nonce = nonce(get(null));

        clock.advance(Duration.ofSeconds(301));

        assertThat(challenge(get(answer(nonce, "00000001", "secret")))).contains("stale=true");
        assertThat(challenge(get(answer(nonce, "00000001", "wrong")))).doesNotContain("stale");
    }

    /** Browsers would ask their user for a password that was right, whenever a node restarts or another one answers. */
    @Test
    void nonce_ofAnotherNode_isStaleForWhoKnowsTheSecretOnly() throws Exception {
        openSite("MD5");
        String foreign = new DigestNonces(clock, Duration.ofMinutes(5)).create(REALM);

        HttpResponse<String> response = get(answer(foreign, "00000001", "secret"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response)).contains("stale=true");
        assertThat(challenge(get(answer(foreign, "00000001", "wrong")))).doesNotContain("stale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "!", "nonce with blanks"})
    void nonce_forged_letsNobodyIn(String nonce) throws Exception {
        openSite("MD5");

        assertThat(get(answer(nonce, "00000001", "secret")).statusCode()).isIn(400, 401);
    }

    @Test
    void nonce_oneBitChanged_letsNobodyIn() throws Exception {
        openSite("MD5");
        String nonce = nonce(get(null));
        for (int i = 0; i < nonce.length(); i++) {
            char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
            String forged = nonce.substring(0, i) + other + nonce.substring(i + 1);

            assertThat(get(answer(forged, "00000001", "secret")).statusCode()).isEqualTo(401);
        }
    }

    /** One user with many nonces must not make the server forget which of another's answers it has seen. */
    @Test
    void use_moreNoncesThanAreTracked_forgottenOnesAreNotTakenForNew() {
        DigestNonces nonces = new DigestNonces(clock, Duration.ofMinutes(5));
        String captured = nonces.create(REALM);
        assertThat(nonces.use(captured, 1)).isTrue();
        for (int i = 0; i < 20_000; i++) {
            clock.advance(Duration.ofMillis(1));
            nonces.use(nonces.create(REALM), 1);
        }

        assertThat(nonces.use(captured, 1)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(nonces.use(nonces.create(REALM), 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "algorithm=MD5|algorithm=SHA-256",
                "algorithm=MD5|algorithm=MD5-sess",
                "algorithm=MD5|algorithm=MD5, algorithm=MD5",
                "qop=auth|qop=auth-int",
                "qop=auth, nc=00000001, cnonce=\"cn\",|",
                "nc=00000001|nc=1",
                "nc=00000001|nc=0000000g",
                "username=\"alice\"|username=\"alice:test realm\"",
                "username=\"alice\"|username=alice\"",
                "username=\"alice\"|username*=UTF-8''alice",
                "realm=\"test realm\"|realm=\"other\"",
            })
    void response_withAnotherParameter_letsNobodyIn(String right, String other) throws Exception {
        openSite("MD5");
        String answer = answer(nonce(get(null)), "00000001", "secret");

        assertThat(get(answer.replace(right, other == null ? "" : other)).statusCode())
                .isIn(400, 401);
        assertThat(users.questions.get()).isZero();
    }

    @Test
    void response_ofAnotherMethod_isRefused() throws Exception {
        openSite("MD5");
        String answer = answer(nonce(get(null)), "00000001", "secret");

        HttpRequest post = HttpRequest.newBuilder(site.uri("/priv/page"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", answer)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    }

    /** Was a stack overflow: a regular expression with a loop of one frame for each character. */
    @Test
    void parameters_veryLongOrFullOfEscapes_areRead() {
        String name = "x".repeat(100_000);

        assertThat(AuthParameters.parse("username=\"" + name + "\"")).containsEntry("username", name);
        assertThat(AuthParameters.parse("username=\"" + "\\x".repeat(100_000) + "\""))
                .containsEntry("username", name);
        assertThat(AuthParameters.parse("username=\"" + "\\\"".repeat(100_000))).isNull();
    }

    /** RFC 9110 section 5.6.1.2: a recipient ignores them. */
    @Test
    void parameters_emptyElementsOfTheList_areIgnored() {
        assertThat(AuthParameters.parse(", a=b, ,c=d,")).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(AuthParameters.parse("a=b, ,")).isEqualTo(Map.of("a", "b"));
        assertThat(AuthParameters.parse("a=b c=d")).isNull();
        assertThat(AuthParameters.parse(",")).isNull();
    }

    @Test
    void curl_userAndRealmInUtf8_getIn() throws Exception {
        users.user("jürgen", "Größe", "grün:weiß", "MD5");
        site = new Site(
                node,
                users,
                "AuthType",
                "Digest",
                "AuthName",
                "Größe",
                "AuthDigestProvider",
                "socache file",
                "AuthUserFile",
                "unused",
                "AuthnCacheProvideFor",
                "file");

        assertThat(curl("jürgen:grün:weiß", "/priv/page", "/priv/page")).isEqualTo("DIGEST jürgenDIGEST jürgen");
        assertThat(users.questions.get()).isEqualTo(1);
    }

    /** httpd takes every digest secret in its cache for one of MD5, and would refuse the user. */
    @Test
    void httpdRecord_ofSha256_isNotWritten() throws Exception {
        node.configure("AuthnCacheHttpdRecords", "on");
        openSite("SHA-256");

        assertThat(curl("alice:secret", "/priv/page")).isEqualTo("DIGEST alice");

        assertThat(shared.dump()).isEmpty();
    }

    /** An empty column, or the rest of a line about the realm {@code test realm:x}, is nothing that only its user knows. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "5ebe2294ecd0e0f08eab7690d2a6ee6", "plaintext that has thirty-two.."})
    void provider_givesWhatIsNoHa1_letsNobodyIn(String known) throws Exception {
        openSite("MD5");
        users.user("alice:" + REALM, known);

        assertThat(get(answerWith(known, nonce(get(null)), "00000001")).statusCode())
                .isEqualTo(401);
        assertThat(shared.dump()).isEmpty();
    }

    @Test
    void response_forAnotherUri_isABadRequest() throws Exception {
        openSite("MD5");
        String nonce = nonce(get(null));

        assertThat(get(answer(nonce, "00000001", "secret").replace("/priv/page", "/priv/other"))
                        .statusCode())
                .isEqualTo(400);
    }

    private void openSite(String algorithm) throws Exception {
        users.user("alice", REALM, "secret", algorithm);
        site = new Site(
                node,
                users,
                "AuthType",
                "Digest",
                "AuthDigestProvider",
                "socache file",
                "AuthUserFile",
                "unused",
                "AuthDigestAlgorithm",
                algorithm,
                "AuthnCacheProvideFor",
                "file",
                "AuthnCacheContext",
                "server");
    }

    private String curl(String user, String... paths) throws Exception {
        ProcessBuilder curl = new ProcessBuilder("curl", "-s", "--max-time", "20", "--digest", "-u", user);
        for (String path : paths) {
            curl.command().add(site.uri(path).toString());
        }
        Process process = curl.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private HttpResponse<String> get(String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(site.uri("/priv/page")).timeout(Duration.ofSeconds(20));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    private static String answer(String nonce, String count, String password) {
        return answerWith(DigestResponse.hash("MD5", "alice:" + REALM + ":" + password), nonce, count);
    }

    private static String answerWith(String ha1, String nonce, String count) {
        String ha2 = DigestResponse.hash("MD5", "GET:/priv/page");
        String response = DigestResponse.hash("MD5", ha1 + ":" + nonce + ":" + count + ":cn:auth:" + ha2);
        return "Digest username=\"alice\", realm=\"" + REALM + "\", nonce=\"" + nonce
                + "\", uri=\"/priv/page\", qop=auth, nc=" + count + ", cnonce=\"cn\", response=\"" + response
                + "\", algorithm=MD5";
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElseThrow();
    }

    private static String nonce(HttpResponse<String> response) {
        Matcher matcher = Pattern.compile("nonce=\"([^\"]+)\"").matcher(challenge(response));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}

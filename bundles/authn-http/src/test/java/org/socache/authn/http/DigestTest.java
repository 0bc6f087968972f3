// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        site.close();
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

    @Test
    void nonce_notOurs_isAskedAgain() throws Exception {
        openSite("MD5");

        HttpResponse<String> response = get(answer("AAAA", "00000001", "secret"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(users.questions.get()).isZero();
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
        String ha1 = DigestResponse.hash("MD5", "alice:" + REALM + ":" + password);
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

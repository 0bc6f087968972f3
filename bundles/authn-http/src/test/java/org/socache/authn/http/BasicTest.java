// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import org.apache.commons.codec.digest.Md5Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Entry;
import org.socache.authn.MemoryCache;
import org.socache.authn.Node;
import org.socache.authn.cache.Counters.Event;
import org.socache.tck.TestClock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class BasicTest {

    private static final String SECRET = apr1("secret");

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestClock clock = new TestClock();
    private final MemoryCache shared = new MemoryCache(clock);
    private final Node node = new Node(shared, clock);
    private final HashTable users = new HashTable().user("alice", SECRET).user("bob", SECRET);
    private Site site;

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void request_withoutCredentials_isAskedForThemInUtf8() throws Exception {
        openSite();

        HttpResponse<String> response = get(null);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"test realm\", charset=\"UTF-8\"");
    }

    @Test
    void twoHundredRequests_ofOneUser_askTheProviderOnce() throws Exception {
        openSite();

        for (int i = 0; i < 200; i++) {
            assertThat(get(basic("alice", "secret", UTF_8)).body()).isEqualTo("BASIC alice");
        }

        assertThat(users.questions.get()).isEqualTo(1);
    }

    @Test
    void request_outsideTheLocation_isNotAsked() throws Exception {
        openSite();

        assertThat(client.send(HttpRequest.newBuilder(site.uri("/open")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/priv",
                "/priv/",
                "//priv/page",
                "/priv//page",
                "/%70riv/page",
                "/priv;a=b/page",
                "/x/../priv/page"
            })
    void request_otherSpellingsOfTheLocation_areAskedToo(String path) throws Exception {
        openSite();

        assertThat(get(path, null).statusCode()).isEqualTo(401);
    }

    /** What the server takes for another path may be this one for an origin behind it. Sent as it is, past any client. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/priv;jsessionid=1/page",
                "/priv/page;jsessionid=1",
                "/;x/priv/page",
                "/%2e/priv/page",
                "/x/%2e%2e/priv/page",
                "/x/%2E%2E/priv/page",
                "/x/.%2e/priv/page",
                "/x/..;/priv/page",
                "/x/..;a=b/priv/page",
                "/x/%2e%2e;/priv/page",
                "/.;/priv/page",
                "/./priv/page",
                "//x/..//priv/page",
                "/priv%2fpage",
                "/priv%2Fpage",
                "/%2fpriv/page",
                "/x%2f..%2fpriv/page",
                "/priv%00/page",
                "/priv%5cpage",
                "/x\\..\\priv\\page",
                "/\\priv/page",
                "/x%5c..%5cpriv/page",
                "/.%5cpriv/page",
                "/.\\priv/page",
                "/%70%72%69%76/page",
                "/%2570riv/../priv/page",
                "http://127.0.0.1/priv/page",
                "http://other.example//priv/page",
            })
    void request_trickyTargets_neverReachThePage(String target) throws Exception {
        openSite();

        assertThat(raw("GET", target, "")).as(target).isIn("400", "401", "404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"})
    void request_anyMethod_isAsked(String method) throws Exception {
        openSite();

        assertThat(raw(method, "/priv/page", "")).isIn("400", "401");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic\r\n",
                "Authorization: Basic \r\n",
                "Authorization:\r\n",
                "Authorization: Bearer abc\r\n",
                "Authorization: Basic ====\r\n",
                "Authorization: Basic YQ==\r\n",
                "Authorization: Basic YWxpY2UNCmV2aWw6c2VjcmV0\r\n",
                "Authorization: Basic \u00e4\u00f6\u00fc\r\n",
                "Authorization: Digest username=\"alice\"\r\n",
                "Authorization: Basic YWxpY2U6d3Jvbmc=\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n",
                "Authorization: Basic YWxpY2U6c2VjcmV0\r\nAuthorization: Basic YWxpY2U6d3Jvbmc=\r\n",
            })
    void request_oddCredentials_areRefused(String header) throws Exception {
        openSite();

        assertThat(raw("GET", "/priv/page", header)).isIn("400", "401");
        assertThat(users.questions.get()).isZero();
    }

    @Test
    void request_veryLongCredentials_areOrdinaryWrongOnes() throws Exception {
        openSite();

        assertThat(get(basic("a".repeat(2000), "b".repeat(2000), UTF_8)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void request_besideTheLocation_isNotAsked() throws Exception {
        openSite();

        assertThat(get("/private", null).statusCode()).isEqualTo(200);
    }

    @Test
    void request_locationInsideAContext_isFoundByItsWholePath() throws Exception {
        site = new Site("/app", node, users, "Location", "/app/priv", "AuthUserFile", "unused");

        assertThat(get("/app/priv/page", null).statusCode()).isEqualTo(401);
        assertThat(get("/app/open", null).statusCode()).isEqualTo(200);
    }

    /** Containers give the path of a context as it stands in the request line. */
    @ParameterizedTest
    @CsvSource({"/my app, /my%20app", "/größe, /gr%C3%B6%C3%9Fe"})
    void request_locationInsideAContextWithANameToEscape_isAsked(String context, String sent) throws Exception {
        site = new Site(context, node, users, "Location", context + "/priv", "AuthUserFile", "unused");

        assertThat(get(sent + "/priv/page", null).statusCode()).isEqualTo(401);
        assertThat(get(sent + "/open", null).statusCode()).isEqualTo(200);
    }

    @Test
    void request_wrongPasswordOrUser_isAskedAgain() throws Exception {
        openSite();

        assertThat(get(basic("alice", "wrong", UTF_8)).statusCode()).isEqualTo(401);
        assertThat(get(basic("nobody", "secret", UTF_8)).statusCode()).isEqualTo(401);
        assertThat(shared.dump()).isEmpty();
    }

    @Test
    void request_userWithUmlautInUtf8OrLatin1_isTheSameUser() throws Exception {
        users.user("jürgen", apr1("grün:weiß"));
        openSite();

        assertThat(get(basic("jürgen", "grün:weiß", UTF_8)).body()).isEqualTo("BASIC jürgen");
        assertThat(get(basic("jürgen", "grün:weiß", ISO_8859_1)).body()).isEqualTo("BASIC jürgen");
        assertThat(users.questions.get()).isEqualTo(1);
    }

    @Test
    void request_malformedHeader_isABadRequest() throws Exception {
        openSite();

        assertThat(get("Basic !!!").statusCode()).isEqualTo(400);
        assertThat(get("Basic " + Base64.getEncoder().encodeToString("nocolon".getBytes(UTF_8)))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void request_ofAUserRequireDoesNotName_isRefused() throws Exception {
        openSite("Require", "user bob");

        assertThat(get(basic("alice", "secret", UTF_8)).statusCode()).isEqualTo(401);
        assertThat(get(basic("bob", "secret", UTF_8)).statusCode()).isEqualTo(200);
    }

    @Test
    void request_socacheNotListed_asksEveryTime() throws Exception {
        openSite("AuthBasicProvider", "file");

        get(basic("alice", "secret", UTF_8));
        get(basic("alice", "secret", UTF_8));

        assertThat(users.questions.get()).isEqualTo(2);
    }

    @Test
    void request_ofAnotherDirectory_hasAnEntryOfItsOwnAndNotOfTheServer() throws Exception {
        openSite();

        get("/priv/x", basic("alice", "secret", UTF_8));
        get("/priv/y", basic("alice", "secret", UTF_8));
        get("/priv/sub/x", basic("alice", "secret", UTF_8));
        assertThat(users.questions.get()).isEqualTo(2);

        node.configure("AuthnCacheContext", "server");
        get("/priv/x", basic("alice", "secret", UTF_8));
        get("/priv/sub/x", basic("alice", "secret", UTF_8));
        assertThat(users.questions.get()).isEqualTo(3);
    }

    @Test
    void request_ofAnotherHost_hasAnEntryOfItsOwn() throws Exception {
        node.configure("AuthnCacheContext", "server");
        openSite();
        String alice = "Authorization: " + basic("alice", "secret", UTF_8) + "\r\n";

        for (String target :
                List.of("http://one.example/priv/x", "http://ONE.example/priv/y", "http://two.example/priv/x")) {
            assertThat(raw("GET", target, alice)).isEqualTo("200");
        }

        assertThat(users.questions.get()).isEqualTo(2);
    }

    @Test
    void request_locationWithATimeoutOfItsOwn_isAskedAfterIt() throws Exception {
        openSite("AuthnCacheTimeout", "10");

        get(basic("alice", "secret", UTF_8));
        clock.advance(Duration.ofSeconds(10));
        get(basic("alice", "secret", UTF_8));

        assertThat(users.questions.get()).isEqualTo(2);
    }

    @Test
    void httpdRecord_writtenByUs_isHttpdsKeyAndHash() throws Exception {
        node.configure("AuthnCacheHttpdRecords", "on");
        openSite("ServerName", "vh.example");

        get("/priv/x", basic("alice", "secret", UTF_8));
        get("/priv/x", basic("alice", "secret", UTF_8));

        Entry entry = shared.dump().stream()
                .filter(each -> each.id().length < 32)
                .findFirst()
                .orElseThrow();
        assertThat(new String(entry.id(), UTF_8)).isEqualTo("vh.example/priv:alice");
        assertThat(new String(entry.data(), UTF_8)).isEqualTo(SECRET);
        assertThat(users.questions.get()).isEqualTo(1);
    }

    /** Or whoever chooses the Host makes users of one site users of another: nothing else is in httpd's key. */
    @Test
    void httpdRecord_ofAHostThatTheClientChooses_isNotWritten() throws Exception {
        node.configure("AuthnCacheHttpdRecords", "on");
        openSite();

        assertThat(get("/priv/x", basic("alice", "secret", UTF_8)).statusCode()).isEqualTo(200);

        assertThat(shared.dump()).isEmpty();
    }

    /** Jetty's parser keeps fields of a connection, here the first one, by their text without case, and base64 has case. */
    @Test
    void request_credentialsThatDifferInCaseAloneOnOneConnection_areOthers() throws Exception {
        openSite();
        String head = "GET /priv/x HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ";

        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), site.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            String both = head + "YWxpY2U6c2VjcmV0\r\n\r\n" + head + "YWxpY2U6c2vjcmV0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(both.getBytes(ISO_8859_1));
            String[] answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1).split("HTTP/1.1 ");

            assertThat(answers[1]).startsWith("200");
            assertThat(answers[2]).startsWith("401");
        }
    }

    /** A location in another one: httpd's key does not say which of the two found the user. */
    @Test
    void httpdRecord_ofTheLocationAround_letsNobodyIntoTheOneInside() throws Exception {
        node.configure("AuthnCacheHttpdRecords", "on");
        openSite("ServerName", "vh.example");
        assertThat(get("/priv/in/x", basic("alice", "secret", UTF_8)).statusCode())
                .isEqualTo(200);
        site.close();

        site = new Site(
                node,
                new HashTable(),
                "Location",
                "/priv/in",
                "ServerName",
                "vh.example",
                "AuthBasicProvider",
                "socache file",
                "AuthUserFile",
                "unused",
                "AuthnCacheProvideFor",
                "file");
        assertThat(get("/priv/in/x", basic("alice", "secret", UTF_8)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void httpdRecord_writtenByHttpd_letsTheUserIn() throws Exception {
        node.configure("AuthnCacheHttpdRecords", "on");
        openSite("ServerName", "vh.example");
        shared.plant("vh.example/priv:carol".getBytes(UTF_8), SECRET.getBytes(UTF_8));

        assertThat(get("/priv/x", basic("carol", "secret", UTF_8)).statusCode()).isEqualTo(200);
        assertThat(get("/priv/x", basic("carol", "wrong", UTF_8)).statusCode()).isEqualTo(401);
        assertThat(node.count(Event.HIT)).isEqualTo(1);
    }

    private void openSite(String... directives) throws Exception {
        String[] all = new String[directives.length + 6];
        System.arraycopy(
                new String[] {
                    "AuthBasicProvider", "socache file", "AuthUserFile", "unused", "AuthnCacheProvideFor", "file"
                },
                0,
                all,
                0,
                6);
        System.arraycopy(directives, 0, all, 6, directives.length);
        site = new Site(node, users, all);
    }

    /** The status of a request that no client library would send. */
    private String raw(String method, String target, String headers) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), site.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            String request = method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.split(" ")[1];
        }
    }

    private HttpResponse<String> get(String authorization) throws Exception {
        return get("/priv/page", authorization);
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.uri(path)).timeout(Duration.ofSeconds(20));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    private static String basic(String user, String password, Charset charset) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(charset));
    }

    private static String apr1(String password) {
        return Md5Crypt.apr1Crypt(password.getBytes(UTF_8), "$apr1$saltsalt$");
    }
}

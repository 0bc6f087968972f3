// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.event.Event;
import org.socache.console.Site.Visitor;
import org.socache.login.LoginThrottle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.socache.console.Site.basic;
import static org.socache.console.TestRealm.PASSWORD;

/** Who gets in, who may do what, and what others may not do in his name. */
class ConsoleTest {

    private static final Map<String, String> SWITCH = Map.of("cache", "http", "specification", "dbm:data/http.db");
    private static final Map<String, String> PURGE = Map.of("selector", "url", "value", "http://x/");

    private Site site;
    private Visitor visitor;

    @BeforeEach
    void open() throws Exception {
        site = new Site();
        visitor = site.visitor();
    }

    @AfterEach
    void close() {
        site.close();
    }

    // The door

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard.js",
                "/dashboard.html",
                "/api/caches",
                "/api/http/misses",
                "/status",
                "/status?auto",
                "/metrics",
                "/nothing",
                "/sign-in/../metrics",
                "/sign-in;x",
                "/sign-in/x",
                "//sign-in",
                "/style.css/",
                "/%73ign-in"
            })
    void get_nobody_isTurnedAway(String path) {
        HttpResponse<String> answer = visitor.get(path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("shmcb", "socache_entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void get_nobodyAtTheFrontDoor_isSentToSignIn(String path) {
        HttpResponse<String> answer = visitor.get(path);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/socache/sign-in"));
    }

    @ParameterizedTest
    @CsvSource({"/sign-in, text/html", "/style.css, text/css", "/sign-in.js, text/javascript"})
    void get_whatTheFormIsDrawnWith_isOpen(String path, String type) {
        HttpResponse<String> answer = visitor.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(type + ";charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "mona", "vera"})
    void signIn_rightPassword_opensTheDashboard(String user) {
        assertThat(visitor.get("").statusCode()).isEqualTo(302);

        assertThat(visitor.signIn(user, PASSWORD).headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/socache/"));

        assertThat(visitor.get("/").body()).contains("dashboard.js");
        assertThat(visitor.get("").headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/socache/"));
        assertThat(visitor.get("/api/caches").body()).contains("\"user\":\"" + user + "\"");
    }

    @ParameterizedTest
    @CsvSource({"adam, wrong", "adam, ''", "'', ''", "nobody, päss:word", "otto, päss:word", "admin, päss:word"})
    void signIn_wrongPasswordOrNoRole_isRefused(String user, String password) {
        assertThat(visitor.signIn(user, password).headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/socache/sign-in?wrong"));
        assertThat(visitor.get("/api/caches").statusCode()).isEqualTo(401);
        assertThat(visitor.get("/metrics", "Authorization", basic(user, password))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void signIn_noFieldsAtAll_isRefused() {
        assertThat(visitor.post("/sign-in", Map.of()).headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("?wrong"));
    }

    @Test
    void signIn_afterTooManyWrongPasswords_isRefusedForAWhile() {
        for (int attempt = 0; attempt < LoginThrottle.FAILURES; attempt++) {
            visitor.signIn("adam", "guess" + attempt);
        }
        visitor.signIn("adam", PASSWORD);
        assertThat(visitor.get("/api/caches").statusCode()).isEqualTo(401);

        site.clock.advance(LoginThrottle.WINDOW);
        visitor.signIn("adam", PASSWORD);
        assertThat(visitor.get("/api/caches").statusCode()).isEqualTo(200);
    }

    @Test
    void signIn_cookie_isOutOfReachOfScriptsAndOtherSites() {
        assertThat(visitor.signIn("adam", PASSWORD).headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie)
                        .matches("SOCACHE_SESSION_" + site.port()
                                + "=[0-9a-f]{64}; Path=/socache; HttpOnly; SameSite=Strict"));
        assertThat(site.visitor()
                        .post("/sign-in", Map.of("user", "adam", "password", PASSWORD), "X-Forwarded-Proto", "https")
                        .headers()
                        .firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie).endsWith("; Secure"));
    }

    @Test
    void signIn_again_endsTheSessionBefore() {
        String before = visitor.signIn("adam", PASSWORD)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceAll(";.*", "");
        visitor.signIn("vera", PASSWORD);

        assertThat(site.visitor().get("/api/caches", "Cookie", before).statusCode())
                .isEqualTo(401);
    }

    @Test
    void signOut_signedIn_endsTheSession() {
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post("/sign-out", Map.of()).statusCode()).isEqualTo(204);

        assertThat(visitor.get("/api/caches").statusCode()).isEqualTo(401);
    }

    @Test
    void get_sessionIdle_isTurnedAway() {
        visitor.signIn("adam", PASSWORD);
        site.clock.advance(Sessions.IDLE.plusMillis(1));

        assertThat(visitor.get("/api/caches").statusCode()).isEqualTo(401);
    }

    @Test
    void get_basic_isAdmittedAndChallenged() {
        assertThat(visitor.get("/metrics").headers().firstValue("WWW-Authenticate"))
                .contains("Basic realm=\"Socache\", charset=\"UTF-8\"");
        assertThat(visitor.get("/metrics", "Authorization", basic("vera", PASSWORD))
                        .body())
                .contains("socache_entries{");
    }

    @Test
    void get_byOurScript_isNotChallenged() {
        assertThat(visitor.get("/api/caches", "X-Requested-With", "dashboard")
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .isEmpty();
    }

    /** Behind a proxy many users share a connection, here the first one after the start; base64 has case. */
    @Test
    void get_credentialsThatDifferInCaseAloneOnOneConnection_areOthers() throws IOException {
        String right = basic("vera", PASSWORD);
        String wrong = right.replaceAll("k$", "K");
        String request = "GET /socache/status HTTP/1.1\r\nHost: a\r\nAuthorization: ";

        try (Socket proxy = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            proxy.setSoTimeout(20_000);
            String both = request + right + "\r\n\r\n" + request + wrong + "\r\nConnection: close\r\n\r\n";
            proxy.getOutputStream().write(both.getBytes(ISO_8859_1));
            String[] answers = new String(proxy.getInputStream().readAllBytes(), ISO_8859_1).split("HTTP/1.1 ");

            assertThat(answers[1]).startsWith("200");
            assertThat(answers[2]).startsWith("401");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !", "Basic YWRhbQ==", "Bearer x", "basic\tx"})
    void get_nonsenseForAuthorization_isTurnedAway(String authorization) {
        assertThat(visitor.get("/metrics", "Authorization", authorization).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/sign-in", "/metrics", "/nothing"})
    void get_anything_isNeitherCachedNorFramedNorSniffed(String path) {
        HttpResponse<String> answer = visitor.get(path);

        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(control -> assertThat(control).contains("no-store"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none';")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
    }

    // The pages

    @Test
    void caches_viewer_hasEverythingOnThePage() {
        visitor.signIn("vera", PASSWORD);

        assertThat(visitor.json("/api/caches"))
                .contains("\"mayChange\":false", "\"mayPurge\":false", "\"providers\":[\"dbm\",\"shmcb\"]")
                .contains("\"specification\":\"shmcb:data/http.cache(64M)\"", "\"RETRIEVE_HITS\":5", "\"p99\":99,")
                .contains("\"name\":\"odd\\\"\\\\\\n\"", "\"state\":\"DEGRADED\"", "\"up\":false");
    }

    @ParameterizedTest
    @CsvSource({
        "/status, http on shmcb",
        "/status?auto, ModCacheSocacheStatus",
        "/status?refresh=5&auto, ModCacheSocacheStatus",
        "/metrics, # HELP socache_entries"
    })
    void numbers_viewer_areServed(String path, String expected) {
        HttpResponse<String> answer = visitor.get(path, "Authorization", basic("vera", PASSWORD));

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain;");
        assertThat(answer.body()).contains(expected);
    }

    @Test
    void misses_viewer_areTheLastOnes() {
        visitor.signIn("vera", PASSWORD);

        assertThat(visitor.json("/api/http/misses"))
                .contains("\"url\":\"http://x/<0>\"", "\"url\":\"http://x/<98>\"")
                .doesNotContain("<1>", "<99>", "<100>");
    }

    // Changes

    @Test
    void switch_admin_isDoneAndNoted() {
        visitor.signIn("adam", PASSWORD);

        HttpResponse<String> answer = visitor.post("/api/switch", SWITCH, "X-Socache-Token", visitor.token());

        assertThat(answer.body()).isEqualTo("{\"message\":\"http is on dbm:data\\/http.db\"}");
        assertThat(site.http.specification()).hasToString("dbm:data/http.db");
        assertThat(noted("org/socache/audit/SWITCH", "adam"))
                .contains("done=true")
                .contains("http is on dbm");
    }

    @Test
    void switch_unknownProvider_isRefusedWithTheReason() {
        visitor.signIn("adam", PASSWORD);

        HttpResponse<String> answer = visitor.post(
                "/api/switch", Map.of("cache", "http", "specification", "nosuch:"), "X-Socache-Token", visitor.token());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("there is no provider \\\"nosuch\\\"");
        assertThat(noted("org/socache/audit/SWITCH", "adam")).contains("done=false");
    }

    @ParameterizedTest
    @CsvSource({"/api/switch, 400", "/api/clear, 200", "/api/nothing, 404", "/api, 404", "/nothing, 404"})
    void post_onlyTheCacheNamed_isAnswered(String path, int status) {
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post(path, Map.of("cache", "http"), "X-Socache-Token", visitor.token())
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void clear_cacheThatCannot_saysSo() {
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post("/api/clear", Map.of("cache", "odd\"\\\n"), "X-Socache-Token", visitor.token())
                        .body())
                .contains("was not cleared: 127.0.0.1:6379 refused");
    }

    @Test
    void clear_noSuchCache_saysSo() {
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post("/api/clear", Map.of("cache", "nosuch"), "X-Socache-Token", visitor.token())
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vera", "mona"})
    void switchAndClear_notAdmin_isRefusedAndNoted(String user) {
        visitor.signIn(user, PASSWORD);
        String token = visitor.token();

        assertThat(visitor.post("/api/switch", SWITCH, "X-Socache-Token", token).statusCode())
                .isEqualTo(403);
        assertThat(visitor.post("/api/clear", Map.of("cache", "http"), "X-Socache-Token", token)
                        .body())
                .contains(user + " may look, but not do this; that takes the role admin");

        assertThat(site.http.specification()).hasToString("shmcb:data/http.cache(64M)");
        assertThat(site.http.cleared).isFalse();
        assertThat(noted("org/socache/audit/SWITCH", user)).contains("not allowed");
        assertThat(noted("org/socache/audit/CLEAR", user)).contains("not allowed");
    }

    /** Who may only look could otherwise write lines of his own into the log, about others. */
    @Test
    void change_namesWithControlCharacters_areNotedInOneLine() {
        visitor.signIn("vera", PASSWORD);
        String line = "http\r\n2026-01-01 INFO clear http by adam\u001b[2K\u2028";

        visitor.post("/api/clear", Map.of("cache", line), "X-Socache-Token", visitor.token());
        visitor.post("/api/http/purge", Map.of("selector", "url", "value", line), "X-Socache-Token", visitor.token());

        assertThat(site.events)
                .extracting(event -> event.getProperty("object"))
                .containsExactly(
                        "http  2026-01-01 INFO clear http by adam [2K ",
                        "http  2026-01-01 INFO clear http by adam [2K ");
    }

    @ParameterizedTest
    @CsvSource({"adam, 200", "mona, 200", "vera, 403"})
    void purge_manager_isDone(String user, int status) {
        visitor.signIn(user, PASSWORD);

        assertThat(visitor.post("/api/http/purge", PURGE, "X-Socache-Token", visitor.token())
                        .statusCode())
                .isEqualTo(status);
        assertThat(site.purges).hasSize(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "url, http://x/, false, 200, 2 responses removed",
        "pattern, http://x/*, true, 200, 2 responses made stale",
        "pattern, '', false, 400, the pattern is empty",
        "tag, news, false, 400, cannot list its entries",
        "colour, red, false, 400, 'selector is \\\"colour\\\"; write url, tag or pattern'"
    })
    void purge_selectorAndValue_isAnswered(String selector, String value, boolean soft, int status, String message) {
        visitor.signIn("adam", PASSWORD);
        Map<String, String> form = soft
                ? Map.of("selector", selector, "value", value, "soft", "on")
                : Map.of("selector", selector, "value", value);

        HttpResponse<String> answer = visitor.post("/api/http/purge", form, "X-Socache-Token", visitor.token());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(message);
    }

    // Forged requests

    @ParameterizedTest
    @CsvSource({"X-Other, x", "X-Requested-With, x", "X-Socache-Token, wrong", "X-Socache-Token, ''"})
    void post_sessionWithoutItsToken_isRefused(String field, String value) {
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post("/api/switch", SWITCH, field, value).statusCode())
                .isEqualTo(403);
        assertThat(site.http.specification()).hasToString("shmcb:data/http.cache(64M)");
    }

    @Test
    void post_tokenOfSomebodyElse_isRefused() {
        Visitor other = site.visitor();
        other.signIn("adam", PASSWORD);
        visitor.signIn("adam", PASSWORD);

        assertThat(visitor.post("/api/switch", SWITCH, "X-Socache-Token", other.token())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void post_passwordTheBrowserRemembers_isRefusedUnlessAScriptSaysSo() {
        String adam = basic("adam", PASSWORD);

        assertThat(visitor.post("/api/switch", SWITCH, "Authorization", adam).statusCode())
                .isEqualTo(403);
        assertThat(visitor.post("/api/switch", SWITCH, "Authorization", adam, "X-Requested-With", "curl")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, same-origin, 200",
        "Sec-Fetch-Site, none, 200",
        "Origin, http://evil.example, 403",
        "Origin, null, 403",
        "Origin, ' ', 403",
        "Origin, BASE, 200"
    })
    void post_pageOfAnotherOrigin_isRefused(String field, String value, int status) {
        visitor.signIn("adam", PASSWORD);
        String sent = value.replace("BASE", site.base());

        assertThat(visitor.post("/api/switch", SWITCH, "X-Socache-Token", visitor.token(), field, sent)
                        .statusCode())
                .isEqualTo(status);
        assertThat(visitor.post("/sign-out", Map.of(), field, sent).statusCode())
                .isEqualTo(status == 200 ? 204 : 403);
    }

    private String noted(String topic, String user) {
        return site.events.stream()
                .filter(event -> event.getTopic().equals(topic)
                        && user.equals(event.getProperty("user"))
                        && "127.0.0.1".equals(event.getProperty("address")))
                .map(ConsoleTest::text)
                .findFirst()
                .orElse("nothing noted");
    }

    private static String text(Event event) {
        return "done=" + event.getProperty("done") + " " + event.getProperty("result");
    }
}

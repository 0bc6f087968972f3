// SPDX-License-Identifier: Apache-2.0
package org.socache.http.purge;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.PurgeResult;
import org.socache.http.TraceEntry;
import org.socache.http.exchange.ManualClock;
import org.socache.login.Login;
import org.socache.login.LoginThrottle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PurgeServletTest {

    private static final String MANAGER = basic("maria:secret");

    private final List<PurgeRequest> purges = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private boolean canList = true;
    private Server server;
    private ServerConnector connector;

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
    }

    private static Set<String> roles(String user, char[] password) {
        // an empty password is right too, as with a directory that takes it for "anonymous"
        boolean known = password.length == 0 || String.valueOf(password).equals("secret");
        return known ? Set.of(user.equals("maria") ? "manager" : "viewer") : Set.of();
    }

    private final class Recorder implements HttpCache {
        @Override
        public PurgeResult purge(PurgeRequest request) {
            if (request.value().equals("bad")) {
                throw new IllegalArgumentException("\"bad\" is no URL");
            }
            purges.add(request);
            return new PurgeResult(3, canList);
        }

        @Override
        public List<TraceEntry> trace(int limit) {
            return List.of();
        }
    }

    private HttpResponse<String> post(Map<String, ?> configuration, String form, String... fields) throws Exception {
        start(configuration);
        return send(form, fields);
    }

    private void start(Map<String, ?> configuration) throws Exception {
        server = new Server();
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        PurgeAccess access = PurgeAccess.read(configuration, new Login(PurgeServletTest::roles, clock));
        context.addServlet(new ServletHolder(new PurgeServlet(new Recorder(), access)), "/socache-purge");
        server.setHandler(context);
        server.start();
    }

    private HttpResponse<String> send(String form, String... fields) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/socache-purge");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "url=http%3A%2F%2Fa%2Fb,          URL,     http://a/b, false, false",
        "tag=news&soft=true,              TAG,     news,       true,  false",
        "pattern=*&dryRun=true,           PATTERN, *,          false, true"
    })
    void purge_byAManagerFromALocalAddress_isDoneAndTellsTheNumber(
            String form, Selector selector, String value, boolean soft, boolean dryRun) throws Exception {
        HttpResponse<String> answer = post(Map.of(), form, "Authorization", MANAGER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"entries\": 3, \"dryRun\": " + dryRun + "}\n");
        assertThat(purges).containsExactly(new PurgeRequest(selector, value, soft, dryRun));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '',                401",
        "127.0.0.1, maria:wrong,       401",
        "127.0.0.1, maria:,            401",
        "127.0.0.1, victor:secret,     401",
        "::1,       maria:secret,      403"
    })
    void purge_byAnybodyElse_isRefused(String from, String credentials, int status) throws Exception {
        HttpResponse<String> answer = post(Map.of("PurgeFrom", from), "tag=news", "Authorization", basic(credentials));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(purges).isEmpty();
    }

    @Test
    void purge_afterTooManyWrongPasswords_isRefusedForAWhile() throws Exception {
        start(Map.of());
        for (int attempt = 0; attempt < LoginThrottle.FAILURES; attempt++) {
            send("tag=news", "Authorization", basic("maria:guess" + attempt));
        }
        assertThat(send("tag=news", "Authorization", MANAGER).statusCode()).isEqualTo(401);
        assertThat(purges).isEmpty();

        clock.advance(LoginThrottle.WINDOW);
        assertThat(send("tag=news", "Authorization", MANAGER).statusCode()).isEqualTo(200);
    }

    @Test
    void purge_fromAPageOfAnotherSite_isRefused() throws Exception {
        HttpResponse<String> answer =
                post(Map.of(), "tag=news", "Authorization", MANAGER, "Origin", "http://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(purges).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                     'give one of the parameters url, tag and pattern'",
        "tag=a&url=b,            'give one of the parameters url, tag and pattern'",
        "tag=a&soft=maybe,       'soft is \\\"maybe\\\"; write true or false'",
        "url=bad,                '\\\"bad\\\" is no URL'"
    })
    void purge_withParametersItCannotRead_saysWhatIsRight(String form, String message) throws Exception {
        HttpResponse<String> answer = post(Map.of(), form, "Authorization", MANAGER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\": \"" + message + "\"}\n");
    }

    @Test
    void purge_whereTheProviderCannotList_saysSo() throws Exception {
        canList = false;

        assertThat(post(Map.of(), "tag=news", "Authorization", MANAGER).statusCode())
                .isEqualTo(501);
    }

    @ParameterizedTest
    @CsvSource({
        "PurgeFrom, localhost, 'PurgeFrom has \"localhost\", which is no address'",
        "PurgeRole, '',        'PurgeRole is empty'",
        "PurgeForm, ::1,       'PurgeForm is none of PurgeFrom and PurgeRole'"
    })
    void configuration_wrong_isRefusedWithWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> PurgeAccess.read(Map.of(key, value), new Login(PurgeServletTest::roles, clock)))
                .hasMessageStartingWith(message);
    }
}

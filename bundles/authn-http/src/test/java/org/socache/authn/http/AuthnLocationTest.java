// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Map;
import javax.servlet.Filter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import static org.assertj.core.api.Assertions.assertThat;

/** The filter that a location registers, behind a real server as the whiteboard would put it there. */
class AuthnLocationTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private Filter filter;
    private String[] patterns;
    private Object guards;
    private Site site;

    private final BundleContext bundle = (BundleContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("registerService")) {
                    return null;
                }
                filter = (Filter) arguments[1];
                patterns = (String[]) ((Dictionary<?, ?>) arguments[2]).get("osgi.http.whiteboard.filter.pattern");
                guards = ((Dictionary<?, ?>) arguments[2]).get("org.socache.http.guards");
                return Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ServiceRegistration.class},
                        (registration, ignored, none) -> null);
            });

    private final AuthnLocation location = new AuthnLocation(bundle);

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Location, /private, /, /private",
        "Location, /private, /, /private/page",
        "Location, /private, /, //private/page",
        "Location, /private/, /, /private",
        "Location, /private/, /, /private/page",
        "Location, //private//, /, /private/page",
        "Location, private, /, /private/page",
        "Location, /, /, /",
        "Location, /, /, /page",
        "Location, /, /app, /app/page",
        "Location, /app, /app, /app/",
        "Location, /app, /app, /app/page",
        "Location, /app/private, /app, /app/private/page",
        "location, /private, /, /private/page",
        "LOCATION, /private, /, /private/page",
        "Location, /private/*, /, /private/page",
        "Location, /priv*, /, /private/page",
    })
    void locationRefusedFromTheStart_isClosedAndNotOpen(String key, String value, String context, String path)
            throws Exception {
        location.configure(Map.of(key, value));

        assertThat(status(context, path)).isEqualTo(500);
    }

    @Test
    void locationRefusedFromTheStart_closesNothingElse() throws Exception {
        location.configure(Map.of("Location", "/private/"));

        assertThat(status("/", "/privately")).isEqualTo(200);
        assertThat(status("/", "/open")).isEqualTo(200);
    }

    /** Also while it is closed: a page that was cached before is no longer everyone's. */
    @ParameterizedTest
    @CsvSource({"/private, /private", "/private/, /private", "/, /", "//private//, /private"})
    void location_anyOne_tellsTheHttpCacheToAskItFirst(String value, String guarded) {
        location.configure(Map.of("Location", value));

        assertThat(guards).isEqualTo(guarded);
    }

    @Test
    void locationRefusedTwice_isClosedWhereItIsNow() throws Exception {
        location.configure(Map.of("Location", "/misspelt"));
        location.configure(Map.of("Location", "/private"));

        assertThat(status("/", "/private/page")).isEqualTo(500);
        assertThat(status("/", "/misspelt/page")).isEqualTo(200);
    }

    @Test
    void locationRefusedAfterAGoodOne_keepsTheGoodOne() throws Exception {
        location.configure(Map.of("Location", "/private", "AuthName", "Members", "AuthBasicProvider", "jaas"));
        location.configure(Map.of("Location", "/private"));

        assertThat(status("/", "/private/page")).isEqualTo(401);
    }

    @Test
    void locationWithSeveralSlashes_isNotOpen() throws Exception {
        location.configure(Map.of("Location", "//private//", "AuthName", "Members", "AuthBasicProvider", "jaas"));

        assertThat(status("/", "/private/page")).isEqualTo(401);
    }

    private int status(String context, String path) throws Exception {
        close();
        site = new Site(context, filter, patterns);
        return client.send(
                        HttpRequest.newBuilder(site.uri(path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}

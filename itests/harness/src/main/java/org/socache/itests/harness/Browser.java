// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** An HTTP client on keep-alive connections that caches nothing itself. */
public final class Browser {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    Browser(String base) {
        this.base = base;
    }

    /** GET with headers as name, value, name, value ... */
    public Answer get(String path, String... headers) throws IOException {
        return send(request(path, headers).GET());
    }

    /** GET as the user {@code admin}. */
    public Answer getAsAdministrator(String path) throws IOException {
        byte[] user = ("admin:" + Karaf.PASSWORD).getBytes(StandardCharsets.UTF_8);
        return get(path, "Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
    }

    public Answer post(String path, String form) throws IOException {
        return send(request(path, "Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            long before = System.nanoTime();
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers(),
                    response.body(),
                    Duration.ofNanos(System.nanoTime() - before));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}

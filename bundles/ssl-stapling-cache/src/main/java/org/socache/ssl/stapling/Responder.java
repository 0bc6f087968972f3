// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks OCSP responders over HTTP (RFC 6960 appendix A), each query within a limit of time and size. */
final class Responder {

    private static final int DEFAULT_PROXY_PORT = 8080;

    private final HttpClient client;
    private final Duration limit;

    /**
     * @param limit for one query in all, looking up the name and reading the last byte included
     * @param proxy may be null
     */
    Responder(Duration limit, URI proxy) {
        this.limit = limit;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit);
        if (proxy != null) {
            int port = proxy.getPort() < 0 ? DEFAULT_PROXY_PORT : proxy.getPort();
            builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
        } else {
            builder.proxy(HttpClient.Builder.NO_PROXY);
        }
        this.client = builder.build();
    }

    /**
     * What the responder of a certificate answers, unread.
     *
     * @throws UnusableResponseException if there is no answer in time, or none of a fitting kind and size
     */
    byte[] ask(StapledCertificate certificate) throws UnusableResponseException {
        HttpRequest request = HttpRequest.newBuilder(certificate.responder())
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .timeout(limit)
                .POST(BodyPublishers.ofByteArray(certificate.request()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> query =
                client.sendAsync(request, head -> new BoundedBody(StapleRecord.MAX_RESPONSE));
        try {
            HttpResponse<byte[]> response = query.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new UnusableResponseException(
                        "the responder " + certificate.responder() + " answered HTTP " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw failed(certificate, "no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw failed(certificate, message(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(certificate, "interrupted", e);
        } finally {
            query.cancel(true); // ends the exchange, which would read an endless answer for ever
        }
    }

    private static String message(Throwable fault) {
        return fault instanceof IOException && fault.getMessage() != null ? fault.getMessage() : fault.toString();
    }

    private static UnusableResponseException failed(StapledCertificate certificate, String why, Exception cause) {
        return new UnusableResponseException("the responder " + certificate.responder() + " failed: " + why, cause);
    }
}

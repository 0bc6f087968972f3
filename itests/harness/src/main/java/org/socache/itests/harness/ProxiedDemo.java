// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** The node's own demo once more, behind its reverse proxy: an origin without a server of a test's own. */
public final class ProxiedDemo implements AutoCloseable {

    private static final String CFG = "etc/org.socache.http.proxy-behind.cfg";
    private static final String PATH = "/behind/";

    private final Karaf karaf;

    private ProxiedDemo(Karaf karaf) {
        this.karaf = karaf;
    }

    /** Configures the location and waits until it serves. */
    public static ProxiedDemo on(Karaf karaf) throws IOException {
        ProxiedDemo demo = new ProxiedDemo(karaf);
        Files.writeString(
                karaf.file(CFG),
                "ProxyPass = " + PATH + " http://127.0.0.1:" + karaf.ports().http() + "/demo/\n");
        demo.awaitStatus(200);
        return demo;
    }

    private void awaitStatus(int status) {
        await(PATH + " answers " + status)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> karaf.browser().get(PATH + "count").status() == status);
    }

    @Override
    public void close() {
        try {
            Files.delete(karaf.file(CFG));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        awaitStatus(404);
    }
}

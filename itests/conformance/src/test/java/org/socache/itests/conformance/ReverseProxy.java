// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;

import org.socache.itests.harness.Answer;
import org.socache.itests.harness.Browser;
import org.socache.itests.harness.Jmx;
import org.socache.itests.harness.Karaf;

import static org.awaitility.Awaitility.await;

/** What an administrator does to put origins behind the cache: edits files in etc/ of a running node. */
final class ReverseProxy {

    private static final String CACHE = "org.socache:type=Cache,name=http";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Karaf karaf;

    ReverseProxy(Karaf karaf) {
        this.karaf = karaf;
    }

    /** The URL of the node, without final slash. */
    String base() {
        return "http://127.0.0.1:" + karaf.ports().http();
    }

    /** Sends what is below a path to an origin on this machine, from when this returns. */
    void forward(String name, String path, int originPort) {
        save(proxyFile(name), "ProxyPass = " + path + " http://127.0.0.1:" + originPort + "/\n");
        Browser browser = karaf.browser();
        await(path + " behind the proxy")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    Answer answer = browser.get(path);
                    return answer.status() == 200 && !answer.header("X-Cache").isEmpty();
                });
    }

    void withdraw(String name) {
        try {
            Files.delete(karaf.file(proxyFile(name)));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String proxyFile(String name) {
        return "etc/org.socache.http.proxy-" + name + ".cfg";
    }

    /**
     * Caches everything, on a provider that was not in use before: that shows when all of it is in force. One save for all,
     * because Karaf writes a changed file back to etc/ and would undo what is saved meanwhile.
     *
     * @param directives further lines of the configuration
     */
    void cacheOn(String specification, String... directives) throws IOException {
        cacheOn("socache", specification, directives);
    }

    /** The same with a storage of its own, which is to keep responses without content too. */
    void cacheOn(String storage, String specification, String[] directives) throws IOException {
        save("etc/org.socache.http.disk.cfg", "CacheRoot = data/conformance.disk\nCacheMinFileSize = 0\n");
        save(
                "etc/org.socache.http.cfg",
                "CacheEnable = " + storage + " /\nCacheHeader = on\nCacheSocache = " + specification + "\n"
                        + String.join("\n", directives) + "\n");
        try (Jmx jmx = karaf.jmx()) {
            await("http on " + specification)
                    .atMost(PATIENCE)
                    .until(() -> List.of(specification(jmx), state(jmx)), List.of(specification, "BOUND")::equals);
        }
    }

    private void save(String name, String text) {
        try {
            Path draft = Files.writeString(karaf.file(name + ".draft"), text);
            Files.move(draft, karaf.file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String specification(Jmx jmx) throws IOException, JMException {
        return jmx.attribute(CACHE, "Provider") + ":" + jmx.attribute(CACHE, "Argument");
    }

    private static String state(Jmx jmx) throws IOException, JMException {
        return String.valueOf(jmx.attribute(CACHE, "State"));
    }
}

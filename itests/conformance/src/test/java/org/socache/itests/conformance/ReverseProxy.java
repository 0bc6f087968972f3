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

    static final String CACHE = "org.socache:type=Cache,name=http";

    private static final String CFG = "etc/org.socache.http.cfg";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Karaf karaf;

    /** Everything on the node is cached from now on. */
    ReverseProxy(Karaf karaf) {
        this.karaf = karaf;
        set("CacheEnable", "socache /");
    }

    /** The URL of the node, without final slash. */
    String base() {
        return "http://127.0.0.1:" + karaf.ports().http();
    }

    /** Sends what is below a path to an origin on this machine, from when this returns. */
    void forward(String name, String path, int originPort) {
        try {
            Path draft = Files.writeString(
                    karaf.file("etc/" + name + ".draft"),
                    "ProxyPass = " + path + " http://127.0.0.1:" + originPort + "/\n");
            Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
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
            Files.delete(file(name));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Path file(String name) {
        return karaf.file("etc/org.socache.http.proxy-" + name + ".cfg");
    }

    void set(String directive, String value) {
        karaf.edit(CFG, directive, value);
    }

    /** Moves the cache to another provider, and returns when it is there with all that was set before. */
    void provider(String specification) throws IOException {
        karaf.edit(CFG, "CacheSocache", specification);
        try (Jmx jmx = karaf.jmx()) {
            await("http on " + specification)
                    .atMost(PATIENCE)
                    .until(() -> List.of(specification(jmx), state(jmx)), List.of(specification, "BOUND")::equals);
        }
    }

    private static String specification(Jmx jmx) throws IOException, JMException {
        return jmx.attribute(CACHE, "Provider") + ":" + jmx.attribute(CACHE, "Argument");
    }

    private static String state(Jmx jmx) throws IOException, JMException {
        return String.valueOf(jmx.attribute(CACHE, "State"));
    }
}

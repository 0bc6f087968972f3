// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import static org.awaitility.Awaitility.await;

/**
 * Gives tests the one node of our distribution that runs for all of them: started by the first test that asks, stopped
 * after the last. A test leaves the node as it found it.
 */
public final class SharedNode implements ParameterResolver {

    /** System properties of the build: the archives under test, and where to unpack them. */
    private static final String DISTRIBUTION = "socache.distribution";

    private static final String NODES = "socache.nodes";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Karaf.class;
    }

    @Override
    public Karaf resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // for the whole JVM: Surefire runs the classes of a fork one by one, each below a root of its own
        return context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(SharedNode.class))
                .getOrComputeIfAbsent(Karaf.class, type -> start(), Karaf.class);
    }

    /**
     * A foreign program may take a port between the look and the boot; Pax Web does not try again, and the node answers JMX and
     * SSH alone. As for a test, there is a second attempt, and the first one is told of: its directory stays, with its log and
     * what its threads did.
     */
    private static Karaf start() {
        Karaf first = ownNode("shared").start();
        try {
            return awaitServing(first);
        } catch (ConditionTimeoutException standsStill) {
            first.keepThreads();
            first.kill();
            System.out.println("FLAKE: " + first.file("")
                    + " answered JMX and SSH, and never HTTP; see threads.txt there; its log says: "
                    + first.logged("ERROR"));
            return awaitServing(ownNode("shared-2").start());
        }
    }

    /** A node for a test that breaks it; not started yet. */
    public static Karaf ownNode(String name) {
        return Karaf.ofDistribution(Path.of(System.getProperty(DISTRIBUTION)), nodes().resolve(name));
    }

    /** Where nodes are unpacked. */
    public static Path nodes() {
        return Path.of(System.getProperty(NODES));
    }

    /** Waits until the demo is served through the cache: while a node boots, the filter may be there before the servlet. */
    public static Karaf awaitServing(Karaf karaf) {
        Browser browser = karaf.browser();
        try {
            awaitServing(karaf, browser);
        } catch (ConditionTimeoutException never) {
            karaf.keepEvidence("never-served");
            throw never;
        }
        return karaf;
    }

    private static void awaitServing(Karaf karaf, Browser browser) {
        await("the demo of " + karaf.file("") + " behind the cache")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> isServed(browser.get("/demo/count")));
    }

    private static boolean isServed(Answer answer) {
        return answer.status() == 200 && !answer.header("X-Cache").isEmpty();
    }
}

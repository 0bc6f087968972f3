// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.socache.ssl.provider.StartedProvider;
import org.socache.ssl.provider.test.TestPki;
import org.socache.ssl.provider.test.TestServer;
import org.socache.ssl.provider.test.TestServer.ClientAuth;

/**
 * A JVM of its own with two connectors, one that asks for no client certificate and one that demands it, both with
 * trust in the authority {@code ca}. It prints their ports and ends with its standard input.
 */
final class Node implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    final int open;
    final int strict;

    /** Starts one; {@code shared} has the cache and the key file. */
    Node(Path pki, Path shared) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(Arrays.asList(System.getProperty("jsse.flags").split(" ")));
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Node.class.getName(), pki.toString(), shared.toString()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        open = Integer.parseInt(output.readLine());
        strict = Integer.parseInt(output.readLine());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    @SuppressWarnings("try") // the provider works by being there
    public static void main(String[] arguments) throws Exception {
        Path pki = Path.of(arguments[0]);
        Path shared = Path.of(arguments[1]);
        SealingKeys keys = new SealingKeys(shared.resolve("session.keys"), InstantSource.system());
        SessionSharing sharing = new SessionSharing(
                JsseProbe.open(),
                new DirectoryCache(shared.resolve("entries")),
                keys,
                new SessionCounters(),
                300,
                InstantSource.system());
        try (StartedProvider provider = new StartedProvider().with(sharing);
                TestServer open = server(pki, ClientAuth.NONE);
                TestServer strict = server(pki, ClientAuth.NEED)) {
            System.out.println(open.port());
            System.out.println(strict.port());
            while (System.in.read() >= 0) {
                // until the test closes it
            }
        }
    }

    private static TestServer server(Path pki, ClientAuth auth) {
        return new TestServer(StartedProvider.context(TestPki.keys(pki, "www"), TestPki.trust(pki, "ca")), auth);
    }
}

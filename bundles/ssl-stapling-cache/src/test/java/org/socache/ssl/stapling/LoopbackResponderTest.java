// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.ssl.provider.StartedProvider;
import org.socache.ssl.provider.test.Client;
import org.socache.ssl.provider.test.TestPki;
import org.socache.ssl.provider.test.TestServer;
import org.socache.ssl.provider.test.TestServer.ClientAuth;

import static org.assertj.core.api.Assertions.assertThat;

/** A JVM without the flags. */
class LoopbackResponderTest {

    @TempDir
    Path directory;

    @Test
    void jvmWithoutTheFlags_staplesAllTheSame_andSaysWhatIsMissing() throws Exception {
        TestPki pki = Staging.authority(directory);
        try (TestResponder responder = new TestResponder(pki)) {
            Staging.issue(pki, "www", responder);
            responder.knows("www", 'V');
            Process bare = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoopbackResponderTest.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(bare.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(output.readLine()).contains(StaplingProbe.FLAGS);
                int port = Integer.parseInt(output.readLine());
                for (String protocol : new String[] {"-tls1_2", "-tls1_3"}) {
                    assertThat(new Client(directory, protocol, "-status")
                                    .connect(port)
                                    .output())
                            .contains("Cert Status: good");
                }
                assertThat(responder.asked()).isOne();
            }
            bare.getOutputStream().close();
            assertThat(bare.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_leavesThePropertiesAsTheyWere() {
        String set = "jdk.tls.server.enableStatusRequestExtension";
        String unset = "jdk.tls.stapling.responderURI";
        System.setProperty(set, "false");
        try {
            LoopbackResponder loopback = new LoopbackResponder(Staging.DEAF);
            assertThat(System.getProperty(unset)).contains(":" + loopback.port());
            loopback.close();
            assertThat(System.getProperty(set)).isEqualTo("false");
            assertThat(System.getProperty(unset)).isNull();
        } finally {
            System.clearProperty(set);
        }
    }

    @SuppressWarnings("try") // provider and server work by being there
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try {
            StaplingProbe.open();
            System.out.println("open");
        } catch (UnsupportedRuntimeException e) {
            System.out.println(e.getMessage());
        }
        InstantSource clock = InstantSource.system();
        try (LoopbackResponder loopback = new LoopbackResponder(Staging.DEAF);
                StaplingService service =
                        new StaplingService(Staging.settings(), new MemoryCache(clock), clock, loopback);
                StartedProvider provider = new StartedProvider()
                        .with(new ContextStapling(service, null, Duration.ofSeconds(10), Duration.ZERO));
                TestServer server = new TestServer(
                        StartedProvider.context(TestPki.keys(directory, "www"), TestPki.trust(directory, "ca")),
                        ClientAuth.NONE)) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // until the test closes it
            }
        }
    }
}

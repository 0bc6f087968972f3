// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.ssl.provider.test.Client;
import org.socache.ssl.provider.test.TestPki;

import static org.assertj.core.api.Assertions.assertThat;

/** Two JVMs, OpenSSL as the client. */
class TwoNodesTest {

    @TempDir
    static Path directory;

    private static Path shared;
    private static Node a;
    private static Node b;

    @BeforeAll
    static void start() throws IOException {
        new TestPki(directory, "ca").issue("www").issue("client");
        shared = Files.createDirectory(directory.resolve("shared"));
        a = new Node(directory, shared);
        b = new Node(directory, shared);
    }

    @AfterAll
    static void stop() throws IOException {
        a.close();
        b.close();
    }

    private static Client client(String options) {
        return new Client(directory, options.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2 -no_ticket", "-tls1_2", "-tls1_3"})
    void sessionOfOneNode_onTheOther_isResumed(String options) {
        Client client = client(options);
        assertThat(client.save(a.open, "s1").handshake()).isEqualTo("New");
        assertThat(client.resume(b.open, "s1", "s2").handshake()).isEqualTo("Reused");
        String latest = options.contains("1_3") ? "s2" : "s1"; // TLS 1.2 gives no new one
        assertThat(client.resume(a.open, latest).handshake()).isEqualTo("Reused");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2 -no_ticket", "-tls1_2", "-tls1_3"})
    void clientCertificate_onTheOtherNode_isStillKnown(String options) {
        Client client = client(options).as("client");
        assertThat(client.save(a.strict, "c1").peer()).isEqualTo("CN=client");
        Client.Answer resumed = client.resume(b.strict, "c1");
        assertThat(resumed.handshake()).isEqualTo("Reused");
        assertThat(resumed.peer()).isEqualTo("CN=client");
    }

    @Test
    void ticketOfTls13_usedOnOneNode_isSpentOnBoth() {
        Client client = client("-tls1_3");
        client.save(a.open, "once");
        assertThat(client.resume(b.open, "once").handshake()).isEqualTo("Reused");
        assertThat(client.resume(a.open, "once").handshake()).isEqualTo("New");
        assertThat(client.resume(b.open, "once").handshake()).isEqualTo("New");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2 -no_ticket", "-tls1_2", "-tls1_3"})
    void sessionWithoutCertificate_whereOneIsDemanded_isNotEnough(String options) {
        client(options).save(a.open, "anonymous");
        assertThat(client(options).resume(b.strict, "anonymous").handshake()).isEqualTo("failed");
        client(options).save(a.open, "anonymous");
        Client.Answer proven = client(options).as("client").resume(b.strict, "anonymous");
        assertThat(proven.handshake()).isEqualTo("New");
        assertThat(proven.peer()).isEqualTo("CN=client");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2 -no_ticket", "-tls1_3"})
    void sessions_afterARestartOfBothNodes_areResumed(String options) throws IOException {
        client(options).save(a.open, "before");
        stop();
        a = new Node(directory, shared);
        b = new Node(directory, shared);
        assertThat(client(options).resume(b.open, "before").handshake()).isEqualTo("Reused");
    }
}

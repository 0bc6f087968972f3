// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.rmi.RemoteException;
import java.time.Duration;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** {@code ssh -p PORT user@127.0.0.1 COMMAND}, with a password. */
final class Ssh {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** One for all tests, as long as their JVM runs: it costs more to start than a command. */
    private static final SshClient CLIENT = client();

    private Ssh() {}

    private static SshClient client() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        return client;
    }

    static String run(int port, String user, String password, String command) {
        try (ClientSession session =
                CLIENT.connect(user, "127.0.0.1", port).verify(PATIENCE).getSession()) {
            session.addPasswordIdentity(password);
            session.auth().verify(PATIENCE);
            return output(session, command);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** All the command prints, whether it succeeds or not. */
    private static String output(ClientSession session, String command) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            session.executeRemoteCommand(command, output, output, StandardCharsets.UTF_8);
        } catch (RemoteException failed) {
            // no status but zero is told by anything but the text
            return output.toString(StandardCharsets.UTF_8);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.dc.protocol.Address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ListenerTest {

    @TempDir
    Path directory;

    private final List<SocketChannel> queue = new ArrayList<>();
    private Path path;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("dc.sock");
    }

    @AfterEach
    void leaveQueue() throws IOException {
        for (SocketChannel waiting : queue) {
            waiting.close();
        }
    }

    @Test
    void open_unixSocket_hasTheModeAndLeavesNothingElse() throws Exception {
        try (Listener listener = open("rw-rw----")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(names()).containsExactly("dc.sock");
            connect().close();
            assertThat(listener.channel().accept()).isNotNull();
            assertThat(listener.isExposed()).isFalse();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void open_socketOfADeadServer_takesItsPlace() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();

        try (Listener listener = open("rw-------")) {
            connect().close();
            assertThat(listener.channel().accept()).isNotNull();
        }
    }

    @Test
    void open_socketOfALivingServer_isRefused() throws Exception {
        try (Listener first = open("rw-------")) {
            assertThatThrownBy(() -> open("rw-------"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("dc.sock")
                    .hasMessageContaining("another server");
            connect().close();
            assertThat(first.channel().isOpen()).isTrue();
        }
    }

    @Test
    void open_socketOfAServerTooBusyToAccept_isRefused() throws Exception {
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(path), 1);
            for (int n = 0; n < 3; n++) {
                SocketChannel waiting = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.configureBlocking(false);
                queue.add(waiting);
                try {
                    waiting.connect(UnixDomainSocketAddress.of(path));
                } catch (IOException full) {
                    // and that is what it shall be
                }
            }

            assertThatThrownBy(() -> open("rw-------")).hasMessageContaining("another server");
        }
    }

    @Test
    void close_socketThatAnotherServerHasPutInThePlace_leavesItThere() throws Exception {
        Listener first = open("rw-------");
        Files.delete(path);
        try (Listener second = open("rw-------")) {
            first.close();

            connect().close();
            assertThat(second.channel().accept()).isNotNull();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void open_fileThatIsNoSocket_isRefusedAndKept() throws Exception {
        Files.writeString(path, "precious");

        assertThatThrownBy(() -> open("rw-------")).hasMessageContaining("no socket");

        assertThat(path).hasContent("precious");
    }

    @Test
    void open_directoryThatIsMissing_isRefusedByName() {
        path = directory.resolve("missing/dc.sock");

        assertThatThrownBy(() -> open("rw-------"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing/dc.sock");
    }

    @Test
    void open_tcp_tellsWhetherOthersCanConnect() throws Exception {
        int port = TestServer.freePort();
        try (Listener here = Listener.open(Address.parse("IP:127.0.0.1:" + port, directory), null)) {
            assertThat(here.isExposed()).isFalse();
            assertThatThrownBy(() -> Listener.open(Address.parse("IP:127.0.0.1:" + port, directory), null))
                    .hasMessageContaining("IP:127.0.0.1:" + port);
        }
    }

    private Listener open(String mode) throws IOException {
        return Listener.open(Address.parse("UNIX:" + path, directory), PosixFilePermissions.fromString(mode));
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private Stream<String> namesIn() throws IOException {
        return Files.list(directory).map(file -> file.getFileName().toString());
    }

    private List<String> names() throws IOException {
        try (Stream<String> names = namesIn()) {
            return names.toList();
        }
    }
}

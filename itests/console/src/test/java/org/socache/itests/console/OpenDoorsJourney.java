// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.itests.harness.Karaf;
import org.socache.itests.harness.SharedNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** All that a node listens to, and what it tells somebody without a user. The manual's chapter on security lists the same. */
@ExtendWith(SharedNode.class)
class OpenDoorsJourney {

    /** The state of a listening socket in /proc/net/tcp (Linux, tcp_states.h). */
    private static final String LISTEN = "0A";

    private static final String LOOPBACK = "0100007F";
    private static final String LOOPBACK_6 = "00000000000000000000000001000000";
    private static final String LOOPBACK_MAPPED = "0000000000000000FFFF00000100007F";

    private final Karaf karaf;

    OpenDoorsJourney(Karaf karaf) {
        this.karaf = karaf;
    }

    @Test
    void node_listens_onLoopbackToThePortsOfTheManualAlone() throws IOException {
        Map<Integer, String> doors = listening();

        assertThat(doors.keySet())
                .containsExactlyInAnyOrder(
                        karaf.ports().http(),
                        karaf.ports().ssh(),
                        karaf.ports().rmiRegistry(),
                        karaf.ports().rmiServer(),
                        Integer.valueOf(karaf.read("data/port").trim()));
        assertThat(doors.values()).allMatch(Set.of(LOOPBACK, LOOPBACK_6, LOOPBACK_MAPPED)::contains);
    }

    /** It is what the last of these ports obeys. */
    @Test
    void commandThatStopsTheNode_isForItsOwnersEyes() throws IOException {
        assertThat(karaf.read("etc/config.properties")).contains("karaf.shutdown.command = ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(karaf.file("etc/config.properties"))))
                .isEqualTo("rw-------");
    }

    private Map<Integer, String> listening() throws IOException {
        Set<String> sockets = sockets();
        Map<Integer, String> doors = new TreeMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + karaf.pid() + "/net/" + table))) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > 9 && fields[3].equals(LISTEN) && sockets.contains("socket:[" + fields[9] + "]")) {
                    String[] address = fields[1].split(":");
                    doors.put(Integer.parseInt(address[1], 16), address[0]);
                }
            }
        }
        return doors;
    }

    private Set<String> sockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + karaf.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        return sockets;
    }

    @ParameterizedTest
    @CsvSource({
        "/demo/count, 200",
        "/socache/sign-in, 200",
        "/socache/style.css, 200",
        "/socache/sign-in.js, 200",
        "/, 404",
        "/system/console, 404",
        "/jolokia, 404",
        "/socache/metrics, 401",
        "/socache/status, 401",
        "/socache/status?auto, 401",
        "/socache/dashboard.js, 401",
        "/socache/api/caches, 401",
        "/socache/api/http, 401",
        "/socache/no-such-page, 401",
        "/socache/style.css/../metrics, 401",
        "/socache/style.css;/../metrics, 401",
        "/socache/%73tyle.css/%2e%2e/metrics, 401",
    })
    void http_nobody_seesOnlyTheDemoAndTheSignIn(String path, int status) throws IOException {
        assertThat(status("GET", path, "")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /socache/api/switch, 401",
        "POST, /socache/api/clear, 401",
        "POST, /socache/api/http/purge, 401",
        "PUT, /socache/status, 401",
        "DELETE, /socache/api/caches, 401",
        "PURGE, /demo/count, 404 405 501",
        "TRACE, /demo/count, 403 404 405 501",
    })
    void http_nobody_changesNothing(String method, String path, String statuses) throws IOException {
        assertThat(statuses.split(" ")).contains(String.valueOf(status(method, path, "")));
    }

    /** Over a plain socket, since clients of the JDK tidy paths and refuse methods. */
    private int status(String method, String path, String headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), karaf.ports().http()),
                    5_000);
            socket.setSoTimeout(10_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + karaf.ports().http() + "\r\nConnection: close\r\nContent-Length: 0\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(line.substring(9));
        }
    }

    @Test
    void jmx_nobody_isRefused() {
        assertThatThrownBy(() -> JMXConnectorFactory.connect(
                        new JMXServiceURL(karaf.ports().jmxUrl())))
                // which of the two depends on what it is that is missing
                .isInstanceOfAny(SecurityException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"karaf, karaf", "admin, admin", "smx, smx"})
    void ssh_passwordsThatTheWorldKnows_areRefused(String user, String password) {
        assertThatThrownBy(() -> karaf.shell(user, password, "socache:list")).hasMessageContaining("authentication");
    }
}

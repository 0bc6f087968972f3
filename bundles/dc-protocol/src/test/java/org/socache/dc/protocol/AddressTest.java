// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressTest {

    private static final Path BASE = Path.of("/base");

    @ParameterizedTest
    @CsvSource({
        "UNIX:/run/dc.sock, UNIX:/run/dc.sock",
        "UNIX:run/dc.sock, UNIX:/base/run/dc.sock",
        "IP:127.0.0.1:9001, IP:127.0.0.1:9001",
        "IPv4:cache.example:9001, IP:cache.example:9001",
        "127.0.0.1:9001, IP:127.0.0.1:9001",
        "IP:0.0.0.0:65535, IP:0.0.0.0:65535",
    })
    void parse_right_isTheAddress(String text, String address) {
        assertThat(Address.parse(text, BASE)).hasToString(address);
        assertThat(Address.parse(address, BASE)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "'', missing",
        "UNIX:, no path",
        "IP:9001, \"IP:9001\"",
        "IP::9001, \"IP::9001\"",
        "9001, \"9001\"",
        "ip:127.0.0.1:9001, \"ip:127.0.0.1:9001\"",
        "IP:[::1]:9001, \"IP:[::1]:9001\"",
        "IP:host:0, port \"0\"",
        "IP:host:65536, port \"65536\"",
        "IP:host:99999999999, port \"99999999999\"",
        "IP:host:90x, port \"90x\"",
        "IP:host:, port \"\"",
        "FD:3, \"FD:3\"",
        "/run/dc.sock, \"/run/dc.sock\"",
    })
    void parse_wrong_isRefusedByName(String text, String named) {
        assertThatThrownBy(() -> Address.parse(text, BASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void parse_pathTooLongForASocket_isRefused() {
        assertThatThrownBy(() -> Address.parse("UNIX:/" + "a".repeat(107), BASE))
                .hasMessageContaining("108 bytes is above the maximum 107");
    }

    @Test
    void resolve_eachKind_isAnAddressToConnectTo() throws Exception {
        assertThat(Address.parse("UNIX:/s", BASE).resolve()).isEqualTo(UnixDomainSocketAddress.of("/s"));
        assertThat(Address.parse("IP:127.0.0.1:9", BASE).resolve()).isEqualTo(new InetSocketAddress("127.0.0.1", 9));
    }

    @Test
    void resolve_unknownHost_saysSo() {
        Address address = Address.parse("IP:no-such-host.invalid:9001", BASE);

        assertThatThrownBy(address::resolve)
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no-such-host.invalid");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerSettingsTest {

    @Test
    void of_addressAndCacheAlone_hasTheDefaults() {
        ServerSettings settings = settings(Map.of());

        assertThat(settings.listen()).hasToString("UNIX:/run/dc.sock");
        assertThat(settings.cache()).hasToString("shmcb:data/dc.cache(64M)");
        assertThat(PosixFilePermissions.toString(settings.socketMode())).isEqualTo("rw-------");
        assertThat(settings.maxConnections()).isEqualTo(1024);
        assertThat(settings.maxMemory()).isEqualTo(16_777_216);
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void of_keysInAnyCaseAndType_areTaken() {
        ServerSettings settings = settings(Map.of("maxconnections", 7, "SOCKETMODE", "0660", "idleTimeout", "1000"));

        assertThat(settings.maxConnections()).isEqualTo(7);
        assertThat(PosixFilePermissions.toString(settings.socketMode())).isEqualTo("rw-rw----");
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "Listen, '', Listen",
        "Listen, IP:9001, IP:9001",
        "Cache, '', Cache",
        "SocketMode, rw, SocketMode \"rw\"",
        "SocketMode, 888, SocketMode \"888\"",
        "MaxConnections, 0, MaxConnections \"0\"",
        "MaxConnections, many, MaxConnections \"many\"",
        "MaxMemory, 4096, from 70000 to 1073741824",
        "RequestTimeout, -1, RequestTimeout \"-1\"",
        "IdleTimeout, 99999999999, IdleTimeout \"99999999999\"",
    })
    void of_wrongValue_isRefusedWithKeyAndValue(String key, String value, String named) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void servesAs_cacheDiffers_clientsNeedNotBeDropped() {
        assertThat(settings(Map.of()).servesAs(settings(Map.of("Cache", "dbm"))))
                .isTrue();
        assertThat(settings(Map.of()).servesAs(settings(Map.of("MaxConnections", "5"))))
                .isFalse();
    }

    private static ServerSettings settings(Map<String, ?> changes) {
        Map<String, Object> values = new HashMap<>();
        values.put("Listen", "UNIX:/run/dc.sock");
        values.put("Cache", "shmcb:data/dc.cache(64M)");
        values.putAll(changes);
        return ServerSettings.of(values, Path.of("/base"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.time.InstantSource;
import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The server answers captured requests with the captured answers of the real dc_server, byte for byte. */
class CapturedConversationTest {

    private static final String KEY = "53 45 53 53 49 4f 4e 2d 49 44 2d 30 30 30 30 31";
    private static final String DATA = "48 65 6c 6c 6f 2c 20 64 69 73 74 63 61 63 68 65 21";
    private static final String ADDITION = "00 04 93 e0 00 00 00 10 " + KEY + DATA;

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void connect() throws Exception {
        int port = TestServer.freePort();
        InstantSource clock = InstantSource.system();
        server = TestServer.start("IP:127.0.0.1:" + port, new MemoryCache(clock), clock);
        client = new RawClient(port);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void conversation_lifeOfASession_isAsCaptured() throws Exception {
        exchange("00 00 00 01 00 03 01 00 10" + KEY, "00 00 00 01 00 03 01 00 01 01");
        exchange("00 00 00 02 00 01 01 00 10" + KEY, "00 00 00 02 00 01 01 00 01 01");
        exchange("00 00 00 03 00 02 01 00 10" + KEY, "00 00 00 03 00 02 01 00 01 01");
        exchange("00 00 00 04 00 00 01 00 29" + ADDITION, "00 00 00 04 00 00 01 00 01 00");
        exchange("00 00 00 05 00 00 01 00 29" + ADDITION, "00 00 00 05 00 00 01 00 01 65");
        exchange("00 00 00 06 00 03 01 00 10" + KEY, "00 00 00 06 00 03 01 00 01 00");
        exchange("00 00 00 07 00 01 01 00 10" + KEY, "00 00 00 07 00 01 01 00 11 " + DATA);
        exchange("00 00 00 08 00 02 01 00 10" + KEY, "00 00 00 08 00 02 01 00 01 00");
        exchange("00 00 00 09 00 01 01 00 10" + KEY, "00 00 00 09 00 01 01 00 01 01");
    }

    @Test
    void conversation_entryOfThreeFrames_isAsCaptured() throws Exception {
        String start = "00 04 93 e0 00 00 00 06 42 49 47 2d 49 44";
        client.send("00 11 00 00 00 00 00 00 09 00 00 00 08 00" + start + "a0".repeat(2034));
        client.send("00 11 00 00 00 00 00 00 09 00 00 00 08 00" + "a0".repeat(14) + "a1".repeat(2034));
        client.send("00 11 00 00 00 00 00 00 09 00 00 01 03 96" + "a1".repeat(14) + "a2".repeat(904));
        assertThat(client.receive(15)).isEqualTo("00 11 00 00 01 00 00 00 09 00 00 01 00 01 00");

        client.send("00 11 00 00 00 00 00 00 0a 00 01 01 00 06 42 49 47 2d 49 44");
        assertThat(client.receive(14)).isEqualTo("00 11 00 00 01 00 00 00 0a 00 01 00 08 00");
        assertThat(client.receive(2048)).isEqualTo("a0 ".repeat(2048).trim());
        assertThat(client.receive(14)).isEqualTo("00 11 00 00 01 00 00 00 0a 00 01 00 08 00");
        assertThat(client.receive(2048)).isEqualTo("a1 ".repeat(2048).trim());
        assertThat(client.receive(14)).isEqualTo("00 11 00 00 01 00 00 00 0a 00 01 01 03 88");
        assertThat(client.receive(904)).isEqualTo("a2 ".repeat(904).trim());
    }

    @ParameterizedTest
    @CsvSource({
        "24 0c 84 01 00 00 00 02 69 64 64 61 74 61, 66",
        "24 0c 84 00 00 00 00 02 69 64 64 61 74 61, 00",
        "00 00 ea 60 00 00 00 00 64 61 74 61, 67",
        "00 00 ea 60 00 00 00 10 53 45 53 53 49 4f 4e 2d 49 44 2d 30 30 30 30 31, 64",
        "00 00 ea 60 ff ff ff ff 69 69 69 69, 64",
        "00 00 00 00 00 00 00 02 69 64 64 61 74 61, 00",
    })
    void add_outOfRange_isRefusedAsCaptured(String payload, String status) throws Exception {
        String length = String.format(Locale.ROOT, "%04x", (payload.length() + 1) / 3);

        exchange("00 00 00 01 00 00 01" + length + payload, "00 00 00 01 00 00 01 00 01 " + status);
    }

    @ParameterizedTest
    @CsvSource({"00 00, ''", "00 41, 69", "00 01, 69"})
    void have_keyOutOfRange_isAbsent(String length, String filling) throws Exception {
        String key = filling.repeat(Integer.parseInt(length.replace(" ", ""), 16));

        exchange("00 00 00 01 00 03 01" + length + key, "00 00 00 01 00 03 01 00 01 01");
    }

    @Test
    void request_ofAnotherPatchLevel_isAnsweredWithOurs() throws Exception {
        client.send("00 11 00 07 00 ff ff ff ff 00 03 01 00 02 69 64");

        assertThat(client.receive(15)).isEqualTo("00 11 00 00 01 ff ff ff ff 00 03 01 00 01 01");
    }

    /** Both without protocol level and direction. */
    private void exchange(String request, String answer) throws Exception {
        client.send("00 11 00 00 00" + request);
        String whole = "00 11 00 00 01 " + answer;
        assertThat(client.receive((whole.length() + 1) / 3)).isEqualTo(whole);
    }
}

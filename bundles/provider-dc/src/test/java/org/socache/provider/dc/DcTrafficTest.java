// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.Hints;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.OpenContext;
import org.socache.api.spi.WireKey;
import org.socache.dc.protocol.Addition;
import org.socache.dc.protocol.Operation;
import org.socache.dc.protocol.Status;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** What a server sees of the calls, byte for byte. */
class DcTrafficTest {

    private static final byte[] ID = "SESSION-ID-00001".getBytes(US_ASCII);
    private static final byte[] DATA = "Hello, distcache!".getBytes(US_ASCII);
    private static final String KEY = " 53 45 53 53 49 4f 4e 2d 49 44 2d 30 30 30 30 31";
    private static final long NOW = 1_800_000_000_000L;

    private ScriptedServer server;
    private CacheInstance cache;

    @BeforeEach
    void open() throws Exception {
        server = new ScriptedServer(
                (request, client) -> ScriptedServer.send(client, request.answer(Status.OK.payload())));
        cache = new DcProvider(Map.of("DcTimeout", "5s"))
                .open(
                        server.address(),
                        new OpenContext(
                                "mod_ssl-sess",
                                Hints.NONE,
                                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                                Path.of(""),
                                Path.of("")));
    }

    @AfterEach
    void close() {
        cache.close();
        server.close();
    }

    @Test
    void calls_onTheWire_areAsCapturedFromLibdistcache() {
        cache.probe();
        cache.retrieve(ID);
        cache.remove(ID);
        cache.store(ID, NOW + 300_000, DATA);

        assertThat(seen())
                .containsExactly(
                        "00 11 00 00 00 00 00 00 01 00 03 01 00 0d 73 6f 63 61 63 68 65 2d 70 72 6f 62 65",
                        "00 11 00 00 00 00 00 00 02 00 01 01 00 10" + KEY,
                        "00 11 00 00 00 00 00 00 03 00 02 01 00 10" + KEY,
                        "00 11 00 00 00 00 00 00 04 00 00 01 00 29 00 04 93 e0 00 00 00 10" + KEY
                                + " 48 65 6c 6c 6f 2c 20 64 69 73 74 63 61 63 68 65 21");
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "900, 900",
        "300900, 300900",
        "604800000, 604800000",
        "604800001, 604800000",
        "9223370236854775807, 604800000"
    })
    void store_anyExpiry_sendsAllMillisecondsThatAreLeftUpToAWeek(long left, long lifetime) {
        cache.store(ID, NOW + left, DATA);

        assertThat(Addition.of(server.requests().element().payload()).lifetime())
                .isEqualTo(lifetime);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "64, false", "65, true", "65536, true"})
    void key_ofAnIdBeyondTheLimit_isItsHash(int length, boolean hashed) {
        byte[] id = new byte[length];
        Arrays.fill(id, (byte) 'i');

        cache.retrieve(id);

        assertThat(server.requests().element().payload()).isEqualTo(hashed ? WireKey.sha256(id) : id);
    }

    @ParameterizedTest
    @ValueSource(ints = {2021, 2022, 2023, 2024})
    void store_sizeThatTheReferenceServerCorrupts_isRefusedAndTheOldValueRemoved(int lastFrame) {
        int size = 2048 + lastFrame - 8 - ID.length;

        StoreResult result = cache.store(ID, NOW + 1_000, new byte[size]);

        assertThat(result).isEqualTo(StoreResult.refused(Refusal.ENTRY_TOO_LARGE, 2048 + 2020 - 8 - ID.length));
        assertThat(server.requests()).extracting(request -> request.operation()).containsExactly(Operation.REMOVE);
        assertThat(cache.status().details()).containsEntry("refused for a size the server corrupts", 1L);
    }

    @Test
    void store_keyThatIsThere_removesAndAddsAgain() {
        server.follow((request, client) -> ScriptedServer.send(
                client, request.answer((server.requests().size() == 1 ? Status.DUPLICATE : Status.OK).payload())));

        assertThat(cache.store(ID, NOW + 1_000, DATA)).isEqualTo(StoreResult.REPLACED);

        assertThat(server.requests())
                .extracting(request -> request.operation())
                .containsExactly(Operation.ADD, Operation.REMOVE, Operation.ADD);
    }

    private List<String> seen() {
        return server.requests().stream()
                .map(request -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    for (ByteBuffer frame : request.frames()) {
                        bytes.writeBytes(frame.array());
                    }
                    return HexFormat.ofDelimiter(" ").formatHex(bytes.toByteArray());
                })
                .toList();
    }
}

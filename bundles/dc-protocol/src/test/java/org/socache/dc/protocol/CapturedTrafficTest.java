// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What real libdistcache and real dc_server said to each other, byte for byte. */
class CapturedTrafficTest {

    private static final String KEY = "53 45 53 53 49 4f 4e 2d 49 44 2d 30 30 30 30 31";
    private static final String DATA = "48 65 6c 6c 6f 2c 20 64 69 73 74 63 61 63 68 65 21";
    private static final String ADDITION = "00 04 93 e0  00 00 00 10" + KEY + DATA;

    static Stream<Arguments> singleFrames() {
        byte[] key = "SESSION-ID-00001".getBytes(US_ASCII);
        byte[] data = "Hello, distcache!".getBytes(US_ASCII);
        byte[] addition = new Addition(300_000, key, data).payload();
        return Stream.of(
                arguments(request(1, Operation.HAVE, key), "00 11 00 00 00 00 00 00 01 00 03 01 00 10 |" + KEY),
                arguments(response(1, Operation.HAVE, Status.ABSENT), "00 11 00 00 01 00 00 00 01 00 03 01 00 01 | 01"),
                arguments(request(2, Operation.GET, key), "00 11 00 00 00 00 00 00 02 00 01 01 00 10 |" + KEY),
                arguments(response(2, Operation.GET, Status.ABSENT), "00 11 00 00 01 00 00 00 02 00 01 01 00 01 | 01"),
                arguments(request(3, Operation.REMOVE, key), "00 11 00 00 00 00 00 00 03 00 02 01 00 10 |" + KEY),
                arguments(
                        response(3, Operation.REMOVE, Status.ABSENT), "00 11 00 00 01 00 00 00 03 00 02 01 00 01 | 01"),
                arguments(
                        request(4, Operation.ADD, addition), "00 11 00 00 00 00 00 00 04 00 00 01 00 29 |" + ADDITION),
                arguments(response(4, Operation.ADD, Status.OK), "00 11 00 00 01 00 00 00 04 00 00 01 00 01 | 00"),
                arguments(
                        response(5, Operation.ADD, Status.DUPLICATE), "00 11 00 00 01 00 00 00 05 00 00 01 00 01 | 65"),
                arguments(response(6, Operation.HAVE, Status.OK), "00 11 00 00 01 00 00 00 06 00 03 01 00 01 | 00"),
                arguments(
                        request(7, Operation.GET, key).answer(data),
                        "00 11 00 00 01 00 00 00 07 00 01 01 00 11 |" + DATA),
                arguments(response(8, Operation.REMOVE, Status.OK), "00 11 00 00 01 00 00 00 08 00 02 01 00 01 | 00"),
                arguments(
                        request(0x55, Operation.GET, key).answer(new byte[0]),
                        "00 11 00 00 01 00 00 00 55 00 01 01 00 00"),
                arguments(
                        response(0xabce, Operation.HAVE, Status.DISCONNECTED),
                        "00 11 00 00 01 00 00 ab ce 00 03 01 00 01 | 02"),
                arguments(
                        request(2, Operation.GET, "other".getBytes(US_ASCII)),
                        "00 11 00 00 00 00 00 00 02 00 01 01 00 05 | 6f 74 68 65 72"));
    }

    @ParameterizedTest
    @MethodSource("singleFrames")
    void frames_ofOneFrame_areTheCapturedBytes(Message message, String captured) {
        assertThat(message.frames()).containsExactly(ByteBuffer.wrap(Hex.bytes(captured)));
    }

    @ParameterizedTest
    @MethodSource("singleFrames")
    void read_ofCapturedBytes_isTheMessage(Message message, String captured) throws Exception {
        Message read = new MessageReader(message.direction()).read(ByteBuffer.wrap(Hex.bytes(captured)));

        assertThat(read).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    void frames_additionOfThreeFrames_areTheCapturedBytes() {
        byte[] payload = new Addition(300_000, "BIG-ID".getBytes(US_ASCII), bigData()).payload();

        List<ByteBuffer> frames = request(9, Operation.ADD, payload).frames();

        assertThat(frames)
                .containsExactly(
                        frame(
                                "00 11 00 00 00 00 00 00 09 00 00 00 08 00 | 00 04 93 e0 00 00 00 06 42 49 47 2d 49 44",
                                fill(0xa0, 2034)),
                        frame("00 11 00 00 00 00 00 00 09 00 00 00 08 00", fill(0xa0, 14), fill(0xa1, 2034)),
                        frame("00 11 00 00 00 00 00 00 09 00 00 01 03 96", fill(0xa1, 14), fill(0xa2, 904)));
    }

    @Test
    void frames_answerOfThreeFrames_areTheCapturedBytes() {
        Message answer = request(10, Operation.GET, "BIG-ID".getBytes(US_ASCII)).answer(bigData());

        assertThat(answer.frames())
                .containsExactly(
                        frame("00 11 00 00 01 00 00 00 0a 00 01 00 08 00", fill(0xa0, 2048)),
                        frame("00 11 00 00 01 00 00 00 0a 00 01 00 08 00", fill(0xa1, 2048)),
                        frame("00 11 00 00 01 00 00 00 0a 00 01 01 03 88", fill(0xa2, 904)));
    }

    @Test
    void frames_largestMessages_areSixteen() {
        byte[] data = new byte[Addition.maximumData(16)];
        Message addition = request(1, Operation.ADD, new Addition(1, new byte[16], data).payload());
        Message answer = request(1, Operation.GET, new byte[16]).answer(data);

        assertThat(data).hasSize(32_744);
        assertThat(addition.frames()).hasSize(16);
        assertThat(addition.frames().get(15).slice(11, 3)).isEqualTo(ByteBuffer.wrap(Hex.bytes("01 08 00")));
        assertThat(answer.frames()).hasSize(16);
        assertThat(answer.frames().get(15).slice(11, 3)).isEqualTo(ByteBuffer.wrap(Hex.bytes("01 07 e8")));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void check_capturedAdditions_answerAsTheServerDid(String payload, Status status) throws Exception {
        assertThat(Addition.check(Hex.bytes(payload))).isEqualTo(status);
    }

    static Stream<Arguments> additions() {
        return Stream.of(
                arguments(ADDITION, Status.OK),
                arguments("24 0c 84 00 00 00 00 02 69 64 64 61 74 61", Status.OK),
                arguments("24 0c 84 01 00 00 00 02 69 64 64 61 74 61", Status.LIFETIME_RANGE),
                arguments("00 00 ea 60 00 00 00 41" + "69".repeat(70), Status.KEY_RANGE),
                arguments("00 00 ea 60 00 00 00 40" + "69".repeat(70), Status.OK),
                arguments("00 00 ea 60 00 00 00 00 64 61 74 61", Status.KEY_RANGE),
                arguments("00 00 ea 60 00 00 00 10" + KEY, Status.CORRUPT),
                arguments("00 00 ea 60 ff ff ff ff 69 69 69 69", Status.CORRUPT),
                arguments("ff ff ff ff ff ff ff ff", Status.LIFETIME_RANGE));
    }

    private static byte[] bigData() {
        return join(fill(0xa0, 2048), fill(0xa1, 2048), fill(0xa2, 904));
    }

    private static byte[] fill(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static ByteBuffer frame(String start, byte[]... rest) {
        return ByteBuffer.wrap(join(Hex.bytes(start), join(rest)));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static Message request(int uid, Operation operation, byte[] payload) {
        return new Message(Direction.REQUEST, uid, operation, payload);
    }

    private static Message response(int uid, Operation operation, Status status) {
        return new Message(Direction.RESPONSE, uid, operation, status.payload());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageReaderTest {

    private static final String HEADER = "00 11 00 00 00 00 00 00 01 00 01 01 00 00";

    private final MessageReader reader = new MessageReader(Direction.REQUEST);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    PROTOCOL_LEVEL  ; 00 10
                    PROTOCOL_LEVEL  ; 47 45 54 20 2f
                    PROTOCOL_LEVEL  ; 16 03 01 02 00
                    DIRECTION       ; 00 11 00 00 01 00 00 00 01 00 01 01 00 00
                    DIRECTION       ; 00 11 00 00 02 00 00 00 01 00 01 01 00 00
                    OPERATION_CLASS ; 00 11 00 00 00 00 00 00 01 01 01 01 00 00
                    OPERATION       ; 00 11 00 00 00 00 00 00 01 00 04 01 00 00
                    OPERATION       ; 00 11 00 00 00 00 00 00 01 00 ff 01 00 00
                    COMPLETE_FLAG   ; 00 11 00 00 00 00 00 00 01 00 01 02 00 00
                    COMPLETE_FLAG   ; 00 11 00 00 00 00 00 00 01 00 01 ff 00 00
                    FRAME_TOO_LONG  ; 00 11 00 00 00 00 00 00 01 00 01 01 08 01
                    FRAME_TOO_LONG  ; 00 11 00 00 00 00 00 00 01 00 01 01 ff ff
                    FRAME_TOO_SHORT ; 00 11 00 00 00 00 00 00 01 00 01 00 07 ff
                    FRAME_TOO_SHORT ; 00 11 00 00 00 00 00 00 01 00 01 00 00 00
                    """)
    void read_brokenHeader_isRefusedByReason(Violation violation, String bytes) {
        assertViolation(violation, Hex.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"00 00 00 02 00 01", "00 00 00 01 00 00"})
    void read_followUpOfAnotherRequest_isRefused(String uidClassAndOperation) {
        byte[] first = Hex.bytes("00 11 00 00 00 00 00 00 01 00 01 00 08 00" + "aa".repeat(2048));
        byte[] second = Hex.bytes("00 11 00 00 00" + uidClassAndOperation + "01 00 00");

        assertViolation(Violation.FOREIGN_FRAME, first, second);
    }

    @Test
    void read_seventeenthFrame_isRefusedIfItHasData() {
        byte[] full = Hex.bytes("00 11 00 00 00 00 00 00 01 00 01 00 08 00" + "aa".repeat(2048));
        byte[][] frames = new byte[17][];
        Arrays.fill(frames, full);
        frames[16] = Hex.bytes("00 11 00 00 00 00 00 00 01 00 01 01 00 01 00");

        assertViolation(Violation.MESSAGE_TOO_LONG, frames);
    }

    @Test
    void read_emptyFrameAfterFullOnes_endsTheMessage() throws Exception {
        byte[] full = Hex.bytes("00 11 00 00 00 00 00 00 01 00 01 00 08 00" + "aa".repeat(2048));
        for (int n = 0; n < 16; n++) {
            assertThat(reader.read(ByteBuffer.wrap(full))).isNull();
        }

        assertThat(reader.read(ByteBuffer.wrap(Hex.bytes(HEADER))).payload()).hasSize(Limits.PAYLOAD);
    }

    @Test
    void read_anotherPatchLevel_isAccepted() throws Exception {
        assertThat(reader.read(ByteBuffer.wrap(Hex.bytes("00 11 00 07 00 ff ff ff ff 00 03 01 00 00")))
                        .uid())
                .isEqualTo(-1);
    }

    @Test
    void held_announcedFrame_isNoMoreThanTwoFrames() throws Exception {
        reader.read(ByteBuffer.wrap(Hex.bytes("00 11 00 00 00 00 00 00 01 00 01 00 08 00")));

        assertThat(reader.held()).isEqualTo(2 * Limits.FRAME_DATA);
        assertThat(reader.begun()).isTrue();
    }

    @Property(tries = 300)
    void read_framesCutAnywhere_isTheMessageAndLeavesWhatFollows(
            @ForAll @Size(max = 5000) byte[] start,
            @ForAll @IntRange(max = 27_000) int more,
            @ForAll int uid,
            @ForAll Operation operation,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 3000) Integer> cuts)
            throws Exception {
        MessageReader fresh = new MessageReader(Direction.RESPONSE);
        Message message = new Message(Direction.RESPONSE, uid, operation, Arrays.copyOf(start, start.length + more));
        ByteBuffer stream = ByteBuffer.allocate(Limits.PAYLOAD + 17 * FrameHeader.SIZE + 3);
        message.frames().forEach(stream::put);
        stream.put(new byte[] {7, 8, 9}).flip();

        Message read = null;
        for (int n = 0; read == null; n++) {
            int cut = Math.min(cuts.get(n % cuts.size()), stream.remaining());
            ByteBuffer piece = stream.slice(stream.position(), cut);
            read = fresh.read(piece);
            stream.position(stream.position() + piece.position());
        }

        assertThat(read).usingRecursiveComparison().isEqualTo(message);
        assertThat(stream.remaining()).isEqualTo(3);
        assertThat(fresh.begun()).isFalse();
        assertThat(fresh.held()).isZero();
    }

    @Property(tries = 2000)
    void read_anyBytes_isAMessageOrAViolation(@ForAll @Size(max = 200) byte[] garbage, @ForAll boolean wellBegun) {
        byte[] bytes = wellBegun ? ProtocolFuzz.begunWell(garbage) : garbage;

        ProtocolFuzz.readAll(Direction.REQUEST, bytes);
    }

    private void assertViolation(Violation violation, byte[]... pieces) {
        assertThatThrownBy(() -> {
                    for (byte[] piece : pieces) {
                        reader.read(ByteBuffer.wrap(piece));
                    }
                })
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        broken -> assertThat(broken.violation()).isEqualTo(violation));
    }
}

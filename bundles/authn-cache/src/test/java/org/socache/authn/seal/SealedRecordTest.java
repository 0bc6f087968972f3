// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.authn.Identity;

import static org.assertj.core.api.Assertions.assertThat;

class SealedRecordTest {

    private static final byte[] ROLES = "admin,viewer".getBytes(StandardCharsets.UTF_8);
    private static final byte[] GENERATION = new byte[32];
    private static final char[] PASSWORD = "correct horse".toCharArray();

    private final NodeKey key = NodeKey.random();
    private final byte[] id = EntryId.password(key, new Identity("c", "s", "r", "alice"));

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void open_itsOwnIdAndKey_givesBackWhatWasSealed(int rounds) {
        SealedRecord record = SealedRecord.open(key, id, sealed(rounds)).orElseThrow();

        assertThat(record.expiry()).isEqualTo(4711);
        assertThat(record.rounds()).isEqualTo(rounds);
        assertThat(record.attachment()).isEqualTo(ROLES);
        assertThat(record.provedBy(key, PASSWORD)).isTrue();
        assertThat(record.provedBy(key, "correct horsf".toCharArray())).isFalse();
    }

    @Test
    void open_underAnotherIdentity_isRejected() {
        byte[] bobs = EntryId.password(key, new Identity("c", "s", "r", "bob"));

        assertThat(SealedRecord.open(key, bobs, sealed(0))).isEmpty();
    }

    @Test
    void open_underAnotherKey_isRejected() {
        assertThat(SealedRecord.open(NodeKey.random(), id, sealed(0))).isEmpty();
    }

    @Test
    void open_anyBitFlipped_isRejected() {
        byte[] sealed = sealed(0);

        assertThat(IntStream.range(0, 8 * sealed.length)).allSatisfy(bit -> {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SealedRecord.open(key, id, changed)).isEmpty();
        });
    }

    @Test
    void open_anyLengthCutOff_isRejected() {
        byte[] sealed = sealed(0);

        assertThat(IntStream.range(0, sealed.length))
                .allSatisfy(length -> assertThat(SealedRecord.open(key, id, java.util.Arrays.copyOf(sealed, length)))
                        .isEmpty());
    }

    @Test
    void seal_twice_givesDifferentBytes() {
        assertThat(sealed(0)).isNotEqualTo(sealed(0));
    }

    @Test
    void seal_anyRecord_showsNeitherPasswordNorAttachment() {
        String bytes = new String(sealed(0), StandardCharsets.ISO_8859_1);

        assertThat(bytes).doesNotContain("correct horse", "admin", "alice");
    }

    @Test
    void provedBy_unpairedSurrogateForQuestionMark_isAnotherPassword() {
        SealedRecord record = SealedRecord.ofPassword(key, 4711, GENERATION, 0, "a?".toCharArray(), ROLES);

        assertThat(record.provedBy(key, new char[] {'a', '\ud800'})).isFalse();
    }

    private byte[] sealed(int rounds) {
        return SealedRecord.ofPassword(key, 4711, GENERATION, rounds, PASSWORD, ROLES)
                .seal(key, id);
    }
}

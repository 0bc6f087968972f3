// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dc;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DoubtfulTest {

    private final Doubtful doubtful = new Doubtful();

    @Test
    void has_addedAndSettled_followsTheBytesAndNotTheArray() {
        byte[] key = {1, 2, 3};
        doubtful.add(key);
        key[0] = 9;

        assertThat(doubtful.has(new byte[] {1, 2, 3})).isTrue();
        assertThat(doubtful.has(key)).isFalse();

        doubtful.settle(new byte[] {1, 2, 3});
        assertThat(doubtful.has(new byte[] {1, 2, 3})).isFalse();
    }

    @Test
    void add_beyondTheLimit_forgetsTheOldest() {
        for (int n = 0; n <= Doubtful.LIMIT; n++) {
            doubtful.add(ByteBuffer.allocate(4).putInt(n).array());
        }

        assertThat(doubtful.size()).isEqualTo(Doubtful.LIMIT);
        assertThat(doubtful.has(new byte[4])).isFalse();
        assertThat(doubtful.has(new byte[] {0, 0, 0, 1})).isTrue();
    }
}

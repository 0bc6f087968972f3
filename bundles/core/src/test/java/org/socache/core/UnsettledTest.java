// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.socache.api.SharedCache;

import static org.assertj.core.api.Assertions.assertThat;

class UnsettledTest {

    private final Unsettled unsettled = new Unsettled();

    @Test
    void add_longIds_takeNoMoreHeapThanTheirLimit() {
        int room = (int) (Unsettled.MOST_BYTES / SharedCache.MAX_ID_LENGTH);
        for (int n = 0; n < room; n++) {
            assertThat(unsettled.add(longId(n))).isFalse();
        }
        assertThat(unsettled.add(longId(0))).as("it is noted already").isFalse();

        unsettled.settled(longId(0));
        assertThat(unsettled.add(longId(room))).isFalse();
        assertThat(unsettled.add(longId(room + 1))).isTrue();

        assertThat(unsettled.contains(longId(-1))).isTrue();
    }

    @Test
    void settle_idIsNotedAgainMeanwhile_staysNoted() {
        byte[] id = {1};
        unsettled.add(id);

        unsettled.settle(removed -> {
            unsettled.settled(id); // a store gets through
            unsettled.add(id); // and the next one does not
        });

        assertThat(unsettled.contains(id)).isTrue();
    }

    @Test
    void hold_twice_isAMissUntilBothAreReleased() {
        byte[] id = {1};
        unsettled.hold(id);
        unsettled.hold(id);
        unsettled.settled(id);
        unsettled.release(id);
        assertThat(unsettled.contains(id)).isTrue();

        unsettled.release(id);

        assertThat(unsettled.contains(id)).isFalse();
    }

    private static byte[] longId(int number) {
        return ByteBuffer.allocate(SharedCache.MAX_ID_LENGTH).putInt(number).array();
    }
}

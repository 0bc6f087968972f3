// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers under way have buffers of their own, and thousands of slow ones do not take all memory. */
class PayloadBuffersTest {

    private final PayloadBuffers buffers = new PayloadBuffers(1000, 100);

    private List<ByteBuffer> borrow(int count) {
        return new ArrayList<>(Stream.generate(buffers::borrow).limit(count).toList());
    }

    @Test
    void given_back_isUsedAgain_andEmpty() {
        ByteBuffer first = buffers.borrow();
        first.position(7).limit(8);
        buffers.giveBack(first);

        ByteBuffer second = buffers.borrow();
        assertThat(second).isSameAs(first);
        assertThat(second.remaining()).isEqualTo(1000);
        assertThat(buffers.borrow()).isNotSameAs(second);
    }

    @Test
    void manyInUse_makeFurtherOnesSmall_untilOthersAreGivenBack() {
        List<ByteBuffer> inUse = borrow(64);
        assertThat(inUse).allMatch(buffer -> buffer.capacity() == 1000 && buffer.isDirect());

        List<ByteBuffer> further = borrow(10);
        assertThat(further).allMatch(buffer -> buffer.capacity() == 100);

        buffers.giveBack(inUse.remove(0));
        assertThat(buffers.borrow().capacity()).isEqualTo(1000);
        further.forEach(buffers::giveBack);
        inUse.forEach(buffers::giveBack);
        assertThat(borrow(63)).allMatch(buffer -> buffer.capacity() == 1000);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import net.spy.memcached.compat.log.LoggerFactory;
import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.ops.OperationStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextReadTest {

    private final List<byte[]> data = new ArrayList<>();
    private final TextRead read = new TextRead("a", new GetOperation.Callback() {
        @Override
        public void gotData(String key, int flags, byte[] value) {
            data.add(value);
        }

        @Override
        public void receivedStatus(OperationStatus status) {
            // the data are what counts
        }

        @Override
        public void complete() {
            // as above
        }
    });

    /** Else the client would log its own way, in the tests after this one too. */
    @BeforeAll
    static void log() throws IOException {
        ClientLog.use(() -> LoggerFactory.getLogger(TextReadTest.class));
    }

    private void arrive(String text) throws IOException {
        read.readFromBuffer(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void data_inPieces_areOneValue() throws Exception {
        arrive("VALUE a 0 3\r\nab");
        arrive("c\r\nEN");
        arrive("D\r\n");

        assertThat(data).containsExactly("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(read.getState()).isEqualTo(OperationState.COMPLETE);
    }

    @Test
    void data_thatNobodyWaitsForAnyMore_areReadAndHandedToNobody() throws Exception {
        arrive("VALUE a 0 3\r\na");
        read.cancel();
        arrive("bc\r\nEND\r\n");

        assertThat(data).isEmpty();
        assertThat(read.getState()).isEqualTo(OperationState.COMPLETE);
    }
}

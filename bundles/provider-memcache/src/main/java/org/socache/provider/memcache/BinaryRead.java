// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.OperationErrorType;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.protocol.BaseOperationImpl;

/**
 * {@code GETK} of the binary protocol, whose answer repeats number and key of the question. The library's own reading asks for no
 * key, checks the number in an assertion, and allocates whatever length it is told.
 *
 * <pre>
 *   0   1   2       4   5   6        8              12             16      24    28
 *  +---+---+-------+---+---+--------+--------------+--------------+-------+-----+- - - -+- - - -
 *  |81 |0c |key len| 4 | 0 | status | 4+key+data   |    number    |  cas  |flags|  key  | data
 *  +---+---+-------+---+---+--------+--------------+--------------+-------+-----+- - - -+- - - -
 *
 *  81      80 in a question, which has a key alone behind the 24 bytes
 *  4       bytes of flags; 0 in a question, and in an answer other than status 0
 *  status  0 found, 1 not found, others are errors with a text for data
 * </pre>
 */
final class BinaryRead extends BaseOperationImpl implements GetOperation {

    private static final int HEADER = 24;
    private static final byte QUESTION = (byte) 0x80;
    private static final byte ANSWER = (byte) 0x81;
    private static final byte GETK = 0x0c;
    private static final int FLAGS = 4;
    private static final int LONGEST = 1 << 30;
    private static final int SUCCESS = 0;
    private static final int NOT_FOUND = 1;

    private static final OperationStatus FOUND = new OperationStatus(true, "found", StatusCode.SUCCESS);
    private static final OperationStatus ABSENT = new OperationStatus(true, "absent", StatusCode.ERR_NOT_FOUND);
    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();

    private final String key;
    private final byte[] wireKey;
    private final Callback callback;
    private final int number = LAST_NUMBER.incrementAndGet();
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    /** Null before the header is there. */
    private ArrivingData body;

    BinaryRead(String key, Callback callback) {
        this.key = key;
        this.wireKey = key.getBytes(StandardCharsets.US_ASCII);
        this.callback = callback;
        setCallback(callback);
    }

    @Override
    public Collection<String> getKeys() {
        return List.of(key);
    }

    @Override
    public void initialize() {
        setBuffer(ByteBuffer.allocate(HEADER + wireKey.length)
                .put(QUESTION)
                .put(GETK)
                .putShort((short) wireKey.length)
                .putInt(0)
                .putInt(wireKey.length)
                .putInt(number)
                .putLong(0)
                .put(wireKey)
                .flip());
    }

    @Override
    public void readFromBuffer(ByteBuffer arrived) throws IOException {
        while (header.hasRemaining() && arrived.hasRemaining()) {
            header.put(arrived.get());
        }
        if (header.hasRemaining()) {
            return;
        }
        if (body == null) {
            body = new ArrivingData(bodyLength(), "");
        }
        if (isCancelled()) {
            body.forget();
        }
        body.take(arrived);
        if (body.isWhole()) {
            finish(body.bytes());
        }
    }

    private int bodyLength() throws IOException {
        int length = header.getInt(8);
        if (header.get(0) != ANSWER || header.get(1) != GETK || header.getInt(12) != number) {
            throw new IOException("memcached answered " + this + " with what is no answer to it");
        }
        if (length < 0 || length > LONGEST) {
            throw new IOException("memcached announced " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private void finish(byte[] bytes) throws IOException {
        int status = header.getShort(6) & 0xffff;
        if (bytes != null && status == SUCCESS) {
            callback.gotData(key, 0, data(bytes));
        } else if (bytes != null && status != NOT_FOUND) {
            handleError(
                    OperationErrorType.SERVER,
                    "status " + status + ": " + new String(bytes, StandardCharsets.US_ASCII));
        }
        callback.receivedStatus(status == SUCCESS ? FOUND : ABSENT);
        transitionState(OperationState.COMPLETE);
    }

    private byte[] data(byte[] bytes) throws IOException {
        int start = FLAGS + wireKey.length;
        if (header.get(4) != FLAGS
                || (header.getShort(2) & 0xffff) != wireKey.length
                || bytes.length < start
                || !Arrays.equals(bytes, FLAGS, start, wireKey, 0, wireKey.length)) {
            throw new IOException("memcached answered " + this + " with another key");
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    /** Asked for by clusters of Couchbase alone. */
    @Override
    public byte[] getErrorMsg() {
        return null;
    }

    @Override
    public String toString() {
        return "getk " + key;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import net.spy.memcached.ops.KeyedOperation;
import net.spy.memcached.ops.OperationCallback;
import net.spy.memcached.ops.OperationErrorType;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.protocol.BaseOperationImpl;

/**
 * A command of the text protocol that takes nothing on trust. The library's own allocate whatever length the server names,
 * collect a line until it ends, and take nearly any line for an answer, which then leaves every later command with the answer to
 * the one before. Here whatever is not an answer to this command ends the connection; the library makes a new one.
 *
 * <p>Used by the client's thread alone, but for {@link #cancel}, after which the answer is still read.
 */
abstract class TextOperation extends BaseOperationImpl implements KeyedOperation {

    /** A key has 250 bytes, and the longest lines of {@code stats} are paths. */
    private static final int LONGEST_LINE = 8 << 10;

    private static final String END_OF_LINE = "\r\n";

    private final String key;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    TextOperation(String key, OperationCallback callback) {
        this.key = key;
        setCallback(callback);
    }

    @Override
    public final Collection<String> getKeys() {
        return List.of(key);
    }

    final String key() {
        return key;
    }

    /** What is sent: a line, and data if there are any. */
    final void send(String command, byte[]... data) {
        byte[] first = (command + END_OF_LINE).getBytes(StandardCharsets.US_ASCII);
        int length = first.length;
        for (byte[] block : data) {
            length += block.length + END_OF_LINE.length();
        }
        ByteBuffer request = ByteBuffer.allocate(length).put(first);
        for (byte[] block : data) {
            request.put(block).put((byte) '\r').put((byte) '\n');
        }
        setBuffer(request.flip());
    }

    @Override
    public final void readFromBuffer(ByteBuffer arrived) throws IOException {
        while (arrived.hasRemaining() && getState() != OperationState.COMPLETE) {
            if (wantsData()) {
                takeData(arrived);
            } else {
                String text = takeLine(arrived);
                if (text != null) {
                    take(text);
                }
            }
        }
    }

    /** The line without its end, or null if that has not arrived. */
    private String takeLine(ByteBuffer arrived) throws IOException {
        byte last = 0;
        while (arrived.hasRemaining() && last != '\n') {
            last = arrived.get();
            line.write(last);
        }
        if (line.size() > LONGEST_LINE) {
            throw nonsense("a line of more than " + LONGEST_LINE + " bytes");
        }
        if (last != '\n') {
            return null;
        }
        String whole = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (!whole.endsWith(END_OF_LINE)) {
            throw nonsense("a line without the first half of its end");
        }
        return whole.substring(0, whole.length() - END_OF_LINE.length());
    }

    private void take(String text) throws IOException {
        if (text.startsWith("SERVER_ERROR")) {
            handleError(OperationErrorType.SERVER, text);
        } else if (text.startsWith("CLIENT_ERROR")) {
            handleError(OperationErrorType.CLIENT, text);
        } else if (text.equals("ERROR")) {
            handleError(OperationErrorType.GENERAL, text);
        } else {
            answered(text);
        }
    }

    /** Asked for by clusters of Couchbase alone. */
    @Override
    public final byte[] getErrorMsg() {
        return null;
    }

    /** A line that tells of no error. */
    abstract void answered(String text) throws IOException;

    /** Whether what comes next is no line. */
    boolean wantsData() {
        return false;
    }

    /** Takes what it wants of what has arrived. */
    void takeData(ByteBuffer arrived) throws IOException {
        throw nonsense("data");
    }

    /** The answer is complete. */
    final void complete() {
        transitionState(OperationState.COMPLETE);
    }

    /** For the connection, which it ends. */
    final IOException nonsense(String what) {
        return new IOException("memcached answered " + this + " with " + what);
    }
}

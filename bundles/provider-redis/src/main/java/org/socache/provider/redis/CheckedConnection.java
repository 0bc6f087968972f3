// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection that takes nothing on trust. Jedis's own allocates whatever length it is told, nests as deep as it is told, and
 * takes any answer for the one to the last question, since Redis does not say which question an answer is for.
 *
 * <p>Here the heap is asked for as data arrive, and a question is not asked while there is something to read that no other
 * question has called for. Reads RESP2, the version that is asked for.
 */
final class CheckedConnection extends Connection {

    /** Simple strings and errors are a sentence; the longest of Redis itself are some hundred bytes. */
    private static final int LONGEST_LINE = 64 << 10;

    /** Characters of the smallest number of 64 bits. */
    private static final int LONGEST_NUMBER = 20;

    /** HELLO, of all that is asked, nests deepest: the arguments of each module, in a list of lists. */
    private static final int DEEPEST = 8;

    /** Values up to this are read without being copied. */
    private static final int BELIEVED = 1 << 20;

    private static final int BELIEVED_ELEMENTS = 1_024;

    /** Null before the first answer. */
    private RedisInputStream input;

    private int unanswered;

    CheckedConnection(Connection.Builder builder) {
        super(builder);
    }

    /** Makes them, for a factory of connections. */
    static Connection.Builder maker() {
        return new Connection.Builder() {
            @Override
            protected Connection createConnection() {
                return new CheckedConnection(this);
            }
        };
    }

    @Override
    public void sendCommand(CommandArguments arguments) {
        if (unanswered == 0 && hasSurplus()) {
            setBroken();
            throw new JedisConnectionException("the server sent an answer that nobody asked for");
        }
        super.sendCommand(arguments);
        unanswered++;
    }

    private boolean hasSurplus() {
        try {
            return input != null && input.available() > 0;
        } catch (IOException closed) {
            return false; // the command will tell
        }
    }

    @Override
    protected Object protocolRead(RedisInputStream in, PushConsumerChain consumers) {
        input = in;
        unanswered--;
        // which exception stands for which error is Jedis's knowledge
        return in.peek((byte) '-')
                ? super.protocolRead(new RedisInputStream(new ByteArrayInputStream(line(in))), consumers)
                : read(in, 0);
    }

    private static Object read(RedisInputStream in, int depth) {
        byte type = in.readByte();
        return switch (type) {
            case '+' -> text(line(in));
            case ':' -> number(in);
            case '$' -> data(in);
            case '*' -> list(in, depth + 1);
            default -> throw nonsense("begins with byte " + type);
        };
    }

    /** A line with its end. */
    private static byte[] line(RedisInputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte last = 0;
        while (true) {
            byte next = in.readByte();
            line.write(next);
            if (last == '\r' && next == '\n') {
                return line.toByteArray();
            }
            if (line.size() > LONGEST_LINE) {
                throw nonsense("has a line of more than " + LONGEST_LINE + " bytes");
            }
            last = next;
        }
    }

    private static byte[] text(byte[] line) {
        return Arrays.copyOf(line, line.length - 2);
    }

    /** A number, and the end of its line. */
    private static long number(RedisInputStream in) {
        StringBuilder digits = new StringBuilder(LONGEST_NUMBER);
        byte next = in.readByte();
        while (next != '\r') {
            if (digits.length() == LONGEST_NUMBER) {
                throw nonsense("has a number of more than " + LONGEST_NUMBER + " characters");
            }
            digits.append((char) next);
            next = in.readByte();
        }
        try {
            long number = Long.parseLong(digits.toString());
            expect(in, '\n');
            return number;
        } catch (NumberFormatException wrong) {
            throw nonsense("has \"" + digits + "\" for a number");
        }
    }

    /** Null if the server says so. */
    private static byte[] data(RedisInputStream in) {
        long length = length(in);
        if (length < 0) {
            return null;
        }
        byte[] data = new byte[(int) Math.min(length, BELIEVED)];
        int arrived = 0;
        while (arrived < length) {
            if (arrived == data.length) {
                data = Arrays.copyOf(data, (int) Math.min(length, 2L * arrived));
            }
            arrived += in.read(data, arrived, data.length - arrived);
        }
        expect(in, '\r');
        expect(in, '\n');
        return data;
    }

    private static List<Object> list(RedisInputStream in, int depth) {
        if (depth > DEEPEST) {
            throw nonsense("is nested more than " + DEEPEST + " deep");
        }
        long length = length(in);
        if (length < 0) {
            return null;
        }
        List<Object> list = new ArrayList<>((int) Math.min(length, BELIEVED_ELEMENTS));
        for (long n = 0; n < length; n++) {
            list.add(read(in, depth));
        }
        return list;
    }

    /** Bytes or elements that follow; -1 stands for nothing. */
    private static long length(RedisInputStream in) {
        long length = number(in);
        if (length < -1 || length > RedisCache.LARGEST_DATA) {
            throw nonsense("announces a length of " + length);
        }
        return length;
    }

    private static void expect(RedisInputStream in, char wanted) {
        byte next = in.readByte();
        if (next != wanted) {
            throw nonsense("has byte " + next + " where a line should end");
        }
    }

    private static JedisConnectionException nonsense(String what) {
        return new JedisConnectionException("its answer is not Redis's: it " + what);
    }
}

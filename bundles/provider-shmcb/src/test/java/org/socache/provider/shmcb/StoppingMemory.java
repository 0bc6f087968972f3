// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Memory whose n-th store is the last its thread ever makes: it says where it is, and what comes then is up to the listener. */
final class StoppingMemory extends Memory {

    static final String OVERWRITING = "overwriting";
    static final String OVERWRITTEN_HEADER = "overwritten header";
    static final String HALF_OVERWRITTEN = "half overwritten";
    static final String WHOLLY_OVERWRITTEN = "wholly overwritten";
    static final String OVERWRITTEN = "overwritten";

    private final Memory memory;
    private final int ringAt;
    private final Countdown countdown;
    private boolean overwriting;

    StoppingMemory(ByteBuffer mapped, int ringAt, Countdown countdown) {
        super(mapped);
        this.memory = Memory.of(mapped);
        this.ringAt = ringAt;
        this.countdown = countdown;
    }

    /** Counts the stores of all subcaches. */
    static final class Countdown {

        private final Consumer<String> listener;
        private final String awaited;
        private long left;

        Countdown(long stores, Consumer<String> listener) {
            this.left = stores;
            this.awaited = null;
            this.listener = listener;
        }

        /** Ends at the first store of that name. */
        Countdown(String step, Runnable listener) {
            this.left = 1;
            this.awaited = step;
            this.listener = ignored -> listener.run();
        }

        /** One more store has been made, or half of a long one. */
        void count(String step) {
            if ((awaited == null || awaited.equals(step)) && --left == 0) {
                listener.accept(step);
            }
        }
    }

    @Override
    long get(int at) {
        return memory.get(at);
    }

    @Override
    long getAcquire(int at) {
        return memory.getAcquire(at);
    }

    @Override
    long getOpaque(int at) {
        return memory.getOpaque(at);
    }

    @Override
    void add(int at, long delta) {
        memory.add(at, delta);
    }

    @Override
    void put(int at, long value) {
        memory.put(at, value);
        countdown.count(at < SubcacheLayout.BUCKETS ? "counter" : overwriting ? OVERWRITTEN_HEADER : "entry header");
    }

    @Override
    void setRelease(int at, long value) {
        memory.setRelease(at, value);
        countdown.count(name(at, value));
    }

    @Override
    void setOpaque(int at, long value) {
        memory.setOpaque(at, value);
        countdown.count(name(at, value));
    }

    @Override
    boolean compareAndSet(int at, long expected, long value) {
        boolean done = memory.compareAndSet(at, expected, value);
        countdown.count(name(at, value));
        return done;
    }

    @Override
    int getHalfAcquire(int at) {
        return memory.getHalfAcquire(at);
    }

    @Override
    void setHalfRelease(int at, int value) {
        memory.setHalfRelease(at, value);
        countdown.count("slot");
    }

    @Override
    boolean compareAndSetHalf(int at, int expected, int value) {
        boolean done = memory.compareAndSetHalf(at, expected, value);
        countdown.count("slot");
        return done;
    }

    @Override
    void copyOut(int at, byte[] to) {
        memory.copyOut(at, to);
    }

    @Override
    void copyIn(int at, byte[] from) {
        memory.copyIn(at, Arrays.copyOf(from, from.length / 2));
        countdown.count(overwriting ? HALF_OVERWRITTEN : "half an id or data");
        memory.copyIn(at, from);
        countdown.count(overwriting ? WHOLLY_OVERWRITTEN : "id or data");
    }

    @Override
    void copy(int from, int to, int length) {
        super.copy(from, to, length / 2);
        countdown.count("half a relocation");
        super.copy(from, to, length);
        countdown.count("relocation");
    }

    private String name(int at, long value) {
        if (at >= ringAt) {
            overwriting = EntryLayout.isUnfinished(value);
            return overwriting ? OVERWRITING : OVERWRITTEN;
        }
        if (at == SubcacheLayout.LOCK) {
            return value == 0 ? "unlock" : "lock";
        }
        if (at == SubcacheLayout.HEAD) {
            return "HEAD";
        }
        if (at == SubcacheLayout.TAIL) {
            return "TAIL";
        }
        return "tags";
    }
}

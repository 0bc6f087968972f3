// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.socache.api.StoreResult;
import org.socache.api.spi.CacheInstance;

/**
 * A store on a worker thread, which may outlive its caller's patience and would then land on a newer value. From when it is given
 * up its id is found no more, until it has ended and what it left was removed.
 */
final class LateStore implements Supplier<StoreResult> {

    private enum State {
        WAITING,
        INSIDE,
        ENDED,
        GIVEN_UP
    }

    private final CacheInstance instance;
    private final Unsettled unsettled;
    private final byte[] id;
    private final long expiry;
    private final byte[] data;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** Of copies: the caller may reuse its arrays when it has given up. */
    LateStore(CacheInstance instance, Unsettled unsettled, byte[] id, long expiry, byte[] data) {
        this.instance = instance;
        this.unsettled = unsettled;
        this.id = id.clone();
        this.expiry = expiry;
        this.data = data.clone();
    }

    @Override
    public StoreResult get() {
        if (!state.compareAndSet(State.WAITING, State.INSIDE)) {
            throw new CancellationException("given up before it began");
        }
        try {
            return instance.store(id, expiry, data);
        } finally {
            if (!state.compareAndSet(State.INSIDE, State.ENDED)) {
                takeBack();
            }
        }
    }

    /** Its caller has no result and does not wait for one any more. */
    void giveUp() {
        if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
            return;
        }
        unsettled.hold(id);
        if (!state.compareAndSet(State.INSIDE, State.GIVEN_UP)) {
            unsettled.release(id);
        }
    }

    private void takeBack() {
        try {
            instance.remove(id);
        } catch (Throwable notNow) {
            // a miss until it is written anew
            unsettled.add(id);
        } finally {
            unsettled.release(id);
        }
    }
}

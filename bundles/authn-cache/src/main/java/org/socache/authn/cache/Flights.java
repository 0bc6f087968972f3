// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.socache.authn.Backend;
import org.socache.authn.Verdict;

/** Lets logins that ask the same question at the same time share one answer, and one failure. */
final class Flights {

    private final Map<ByteBuffer, CompletableFuture<Verdict>> flights = new ConcurrentHashMap<>();
    private final Duration patience;
    private final Counters counters;

    /** @param patience how long a login waits for another's answer before it asks itself */
    Flights(Duration patience, Counters counters) {
        this.patience = patience;
        this.counters = counters;
    }

    /**
     * Asks, or waits for who asks already.
     *
     * @param question equal for equal questions
     */
    <E extends Exception> Verdict join(byte[] question, Backend<E> backend) throws E {
        ByteBuffer key = ByteBuffer.wrap(question);
        CompletableFuture<Verdict> own = new CompletableFuture<>();
        CompletableFuture<Verdict> other = flights.putIfAbsent(key, own);
        return other == null ? lead(key, own, backend) : follow(other, backend);
    }

    private <E extends Exception> Verdict lead(ByteBuffer key, CompletableFuture<Verdict> own, Backend<E> backend)
            throws E {
        try {
            Verdict verdict = backend.ask();
            own.complete(verdict);
            return verdict;
        } catch (Throwable failure) {
            own.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(key);
        }
    }

    private <E extends Exception> Verdict follow(CompletableFuture<Verdict> other, Backend<E> backend) throws E {
        try {
            Verdict verdict = other.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (verdict.granted() && !verdict.cacheable()) {
                // it was for the leader alone: parts of it are not in the verdict
                return backend.ask();
            }
            counters.count(Counters.Event.COALESCED);
            return verdict;
        } catch (ExecutionException failure) {
            counters.count(Counters.Event.COALESCED);
            throw Flights.<E>sameFailure(failure.getCause());
        } catch (TimeoutException slow) {
            return backend.ask();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return backend.ask();
        }
    }

    /** The leader's back end is of the follower's kind, and so is its failure; an unchecked one leaves here. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E sameFailure(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (E) failure;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheStatus;
import org.socache.api.Entry;
import org.socache.api.Refusal;
import org.socache.api.StoreResult;
import org.socache.api.Versioned;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.Conditional;

/**
 * Stands between callers and one provider instance, so that a provider that throws, hangs or answers nonsense costs a
 * request one time limit at most and never an error.
 *
 * <p>An instance that is {@link CacheInstance#bounded} is called on the caller's thread: handing a call to another thread
 * and back costs more than the call. One that is {@link CacheInstance#prompt} too, by at most {@link Seats#COUNT} callers at a
 * time, under a {@link Watch}: should it hang, those who were inside stay until it does not, and it is closed to everybody else
 * until they are out. Any other call goes to one of the {@link Workers} and is given up after the limit.
 */
final class Guard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** How long an instance that keeps a time limit itself may take for a probe; its limit may be longer than ours. */
    static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

    /** How long any other instance may take to tell its numbers: an operator asks for a dozen of them, one by one. */
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(1);

    /** Not even a call that sends nothing is bounded. */
    private static final int NOT_BOUNDED = -1;

    /** In place of a seat: the call ends by itself, and needs none. */
    private static final int NO_SEAT_NEEDED = -2;

    /** Of a store that has no other result. */
    private static final StoreResult NOT_REACHED = StoreResult.refused(Refusal.UNAVAILABLE);

    /** What the guard tells its owner. */
    interface Listener {

        void failed();

        /** The breaker has opened or closed, see {@link #reason}. */
        void turned();
    }

    private final String name;
    private final CacheInstance instance;
    private final Supplier<Duration> limit;
    private final Listener listener;
    private final Workers workers;
    private final int boundedData;
    /** Null unless the instance is prompt. */
    private final Watch watch;

    private final Breaker breaker = new Breaker();
    private final Unsettled unsettled;
    private final Recovery recovery;
    private volatile boolean closed;

    Guard(String name, CacheInstance instance, Unsettled unsettled, CacheEnvironment environment, Listener listener) {
        this.name = name;
        this.instance = instance;
        this.unsettled = unsettled;
        this.limit = environment.callLimit();
        this.listener = listener;
        this.boundedData = instance.bounded() ? instance.boundedData() : NOT_BOUNDED;
        boolean watched = boundedData == NOT_BOUNDED && instance.prompt();
        this.watch = watched ? new Watch(limit, environment.timer(), this::alarm) : null;
        this.workers = new Workers(name, limit);
        this.recovery = new Recovery(
                new Settlement(name, instance, unsettled, workers, this::patience, environment.patience()),
                breaker,
                this::probeAgain,
                environment,
                listener);
    }

    private void alarm() {
        recovery.failed(true, stuck());
    }

    Breaker.State state() {
        return breaker.state();
    }

    /** Why the breaker is open; empty when it is not. */
    String reason() {
        return recovery.reason();
    }

    StoreResult store(byte[] id, long expiry, byte[] data) {
        return store(id, expiry, data, System.nanoTime());
    }

    boolean remove(byte[] id) {
        return remove(id, System.nanoTime());
    }

    byte[] retrieve(byte[] id) {
        return retrieve(id, System.nanoTime());
    }

    Entry find(byte[] id) {
        long start = System.nanoTime();
        return unsettled.contains(id) ? null : call(seat(id.length, start), start, () -> instance.find(id), null);
    }

    // The same for a call that began at a given time

    StoreResult store(byte[] id, long expiry, byte[] data, long start) {
        StoreResult result = put(id, expiry, data, start);
        settle(id, result.refusal() != Refusal.UNAVAILABLE);
        return result;
    }

    /**
     * Stores what is carried over from another instance. It says nothing of changes since: one that comes meanwhile, and does not
     * get through, makes it a miss.
     *
     * @param current asked when it has arrived
     */
    StoreResult storeCopy(Entry entry, BooleanSupplier current) {
        StoreResult result = put(entry.id(), entry.expiry(), entry.data(), System.nanoTime());
        settle(entry.id(), result.refusal() != Refusal.UNAVAILABLE && current.getAsBoolean());
        return result;
    }

    private StoreResult put(byte[] id, long expiry, byte[] data, long start) {
        int seat = seat((long) id.length + data.length, start);
        return seat == Seats.NONE
                ? storeOnWorker(id, expiry, data, start)
                : call(seat, start, () -> sensible(instance.store(id, expiry, data)), NOT_REACHED);
    }

    private StoreResult storeOnWorker(byte[] id, long expiry, byte[] data, long start) {
        if (!breaker.allows()) {
            return failed(NOT_REACHED); // before the worker's copy is made, for nothing
        }
        LateStore store = new LateStore(instance, unsettled, id, expiry, data);
        StoreResult result = call(Seats.NONE, start, () -> sensible(store.get()), NOT_REACHED);
        if (result == NOT_REACHED) {
            store.giveUp();
        }
        return result;
    }

    /** A store or remove that had to be given up before it got here. */
    StoreResult notReached(byte[] id) {
        listener.failed();
        settle(id, false);
        return NOT_REACHED;
    }

    /** A store is done, or refused with a reason. */
    private static StoreResult sensible(StoreResult answer) {
        if (answer == null || answer.stored() == (answer.refusal() != null)) {
            throw new IllegalStateException("the provider answered a store with " + answer);
        }
        return answer;
    }

    boolean remove(byte[] id, long start) {
        int seat = seat(id.length, start);
        byte[] ownId = seat == Seats.NONE ? id.clone() : id;
        Boolean removed = call(seat, start, () -> instance.remove(ownId), null);
        settle(id, removed != null);
        return removed != null && removed;
    }

    byte[] retrieve(byte[] id, long start) {
        return unsettled.contains(id) ? null : call(seat(id.length, start), start, () -> instance.retrieve(id), null);
    }

    Versioned retrieve(byte[] id, long known, long start) {
        if (!(instance instanceof Conditional conditional)) {
            return Route.versionless(retrieve(id, start));
        }
        return unsettled.contains(id)
                ? null
                : call(seat(id.length, start), start, () -> conditional.retrieve(id, known), null);
    }

    /** Where a call that sends so many bytes sits; with {@link Seats#NONE} it goes to a worker. */
    private int seat(long bytes, long start) {
        if (bytes <= boundedData) {
            return NO_SEAT_NEEDED;
        }
        return watch == null || !breaker.allows() ? Seats.NONE : watch.enter(start);
    }

    /** True if what the instance holds under the id may be from before the last change. */
    boolean isOutdated(byte[] id) {
        return unsettled.contains(id);
    }

    Unsettled unsettled() {
        return unsettled;
    }

    /** Takes back, in the background, what did not get through to the provider when it was here before. */
    void settle() {
        recovery.settle();
    }

    /** As {@link #settle}, but at once, before the instance is left to others; gives up at the first failure. */
    void settleNow() {
        recovery.settleNow();
    }

    /** The instance's numbers. It may hang, and then this fails. */
    CacheStatus status() {
        return workers.get(instance::status, boundedData == NOT_BOUNDED ? STATUS_PATIENCE : PROBE_PATIENCE);
    }

    /** For an operator or a copier: no time limit, and the provider's own exception. */
    CacheInstance unguarded() {
        return instance;
    }

    /** Asks the instance whether it works, within the limit given; null if it does, else why not. */
    String probe(Duration patience) {
        try {
            Supplier<String> probe = () -> {
                instance.probe();
                return "";
            };
            String fault = workers.call(probe, patience);
            return fault.isEmpty() ? null : fault;
        } catch (TimeoutException slow) {
            return "no answer within " + patience.toMillis() + " ms";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (Throwable fault) {
            return message(fault);
        }
    }

    private <T> T call(int seat, long start, Supplier<T> call, T otherwise) {
        try {
            return breaker.allows() ? guarded(seat, start, call, otherwise) : failed(otherwise);
        } finally {
            if (seat >= 0) {
                watch.leave(seat);
            }
        }
    }

    private <T> T failed(T otherwise) {
        listener.failed();
        return otherwise;
    }

    private <T> T guarded(int seat, long start, Supplier<T> call, T otherwise) {
        try {
            T answer = seat == Seats.NONE ? workers.call(call, limit.get()) : call.get();
            if (answer instanceof StoreResult result && result.refusal() == Refusal.UNAVAILABLE) {
                noteFailure(isLong(start), "the provider refused a store as unavailable");
            } else {
                breaker.succeeded();
            }
            return answer;
        } catch (TimeoutException slow) {
            noteFailure(true, "a call took longer than " + limit.get().toMillis() + " ms");
        } catch (RejectedExecutionException full) {
            noteFailure(true, "all " + Workers.COUNT + " worker threads are stuck in calls");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            // Throwable on purpose: a bundle that is refreshed throws linkage errors, a truncated mapping an
            // InternalError
            noteFailure(isLong(start), message(fault));
            LOG.debug("{}: call failed", name, fault);
        }
        return otherwise;
    }

    /** Whether a call that failed did so after a wait, as the next one would: an instance that is bounded ends it itself. */
    private boolean isLong(long start) {
        return System.nanoTime() - start > limit.get().toNanos() / 2;
    }

    private void settle(byte[] id, boolean written) {
        if (written) {
            unsettled.settled(id);
        } else if (unsettled.add(id)) {
            recovery.overflowed();
        }
    }

    private void noteFailure(boolean tooSlow, String why) {
        if (closed) {
            return; // whoever was still on its way to an instance that is left
        }
        listener.failed();
        if (Thread.currentThread().isInterrupted()) {
            return; // that a caller is told to stop says nothing of the provider
        }
        recovery.failed(tooSlow, why);
    }

    private String probeAgain() {
        return isStuck() ? stuck() : probe(patience());
    }

    /** How long a call may take that is made to recover. */
    private Duration patience() {
        return boundedData == NOT_BOUNDED ? limit.get() : PROBE_PATIENCE;
    }

    /** A probe may get through where a caller did not: the file has other pages. */
    private boolean isStuck() {
        return watch != null && watch.isStuck();
    }

    private String stuck() {
        return "a call has not come back for more than " + limit.get().toMillis() + " ms";
    }

    static String message(Throwable fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }

    /** Stops probing and lets the workers end; the instance is its owner's to close. */
    @Override
    public void close() {
        closed = true;
        recovery.close();
        workers.shutdown();
    }
}

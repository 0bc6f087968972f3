// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.spi.ProviderException;

/**
 * One server of a fleet, and what is known of its health. A server that failed is left alone; once a second, as long as
 * there are calls for it, it is tried again in the background. Before it is used again, it forgets every key that was changed
 * elsewhere in its absence.
 *
 * @param <R> the client
 */
public final class Member<R extends Remote> {

    /** Changes remembered for an absent server. Beyond that, what it held may be seen again until it expires. */
    static final int MOST_CHANGES = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(Member.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FORGET_AT_ONCE = 1_000;

    private final String address;
    private final R remote;
    private final LongSupplier nanoTime;
    private final BiConsumer<Member<R>, Collection<String>> copies;
    private final Executor background;
    private final AtomicBoolean returning = new AtomicBoolean();
    /** Keys to forget, each with a note of its own for every time: one that is missed again while it is forgotten stays. */
    private final Map<String, Object> changed = new LinkedHashMap<>();

    /** Whether anything changed without it; changes under the lock, false is read without. */
    private volatile boolean owes;
    /** Changes under the lock; null is read without. */
    private volatile String fault;

    private long nextTry;

    /**
     * @param copies drops keys from the servers that stood in for this one
     * @param background tries the server again
     */
    Member(
            String address,
            R remote,
            LongSupplier nanoTime,
            BiConsumer<Member<R>, Collection<String>> copies,
            Executor background) {
        this.address = address;
        this.remote = remote;
        this.nanoTime = nanoTime;
        this.copies = copies;
        this.background = background;
        this.nextTry = nanoTime.getAsLong();
    }

    public R remote() {
        return remote;
    }

    /** Why the server is not used at present; null if it is. */
    public String fault() {
        return fault;
    }

    /** The address as configured. */
    @Override
    public String toString() {
        return address;
    }

    /**
     * Whether a call may go to the server; if not, what it changes is remembered. If it is time to try the server again, that
     * begins.
     *
     * @param changes whether the key's value is to change: then nobody need wait until the one before is forgotten
     */
    boolean admits(String key, boolean changes) {
        if (fault == null && !owes) {
            return true;
        }
        synchronized (this) {
            if (fault == null && (changes || !changed.containsKey(key))) {
                return true;
            }
            if (changes) {
                missed(key);
            }
            if (nanoTime.getAsLong() - nextTry < 0) {
                return false;
            }
            nextTry = nanoTime.getAsLong() + RETRY_NANOS;
        }
        // what it has to forget first takes longer than a caller may wait
        background.execute(this::comesBack);
        return false;
    }

    /** Asks a server that is in use. */
    boolean answers() {
        try {
            remote.ping();
            return true;
        } catch (Unreachable away) {
            failed(away);
            return false;
        } catch (ProviderException notAsked) {
            return false;
        }
    }

    /** Asks the server now, whatever is known of it, and uses it again if it answers; false if that is under way already. */
    boolean comesBack() {
        if (!returning.compareAndSet(false, true)) {
            return false;
        }
        try {
            remote.ping();
            while (forgetSome()) {
                // until nothing is left that changed in its absence
            }
            return true;
        } catch (Unreachable stillAway) {
            failed(stillAway);
            return false;
        } catch (ProviderException notAsked) {
            LOG.debug("server {} cannot be tried again now", address, notAsked);
            return false;
        } finally {
            returning.set(false);
        }
    }

    /** The server did not do what it was asked. */
    synchronized void failed(Unreachable reason) {
        if (fault == null) {
            LOG.warn("server {} is not used until it answers again: {}", address, reason.getMessage());
        }
        fault = reason.getMessage();
        nextTry = nanoTime.getAsLong() + RETRY_NANOS;
    }

    /** Remembers that the value of a key was to change while the server could not be reached. */
    synchronized void missed(String key) {
        owes = true;
        if (changed.size() < MOST_CHANGES || changed.containsKey(key)) {
            changed.put(key, new Object());
        } else if (changed.put("", this) == null) {
            LOG.warn(
                    "server {} missed more than {} changes; values it holds may be seen again until they expire",
                    address,
                    MOST_CHANGES);
        }
    }

    /** A change was carried out: there is nothing left to forget of the key. */
    void took(String key) {
        if (owes) {
            synchronized (this) {
                changed.remove(key);
                owes = !changed.isEmpty();
            }
        }
    }

    private synchronized void settle(Map<String, Object> forgotten) {
        forgotten.forEach(changed::remove);
        owes = !changed.isEmpty();
    }

    /** Of a cluster's keys some may be on a node that is away: the others are not to wait for them. */
    private synchronized void putOff(Map<String, Object> keys) {
        keys.forEach((key, note) -> {
            if (changed.remove(key, note)) {
                changed.put(key, note);
            }
        });
    }

    /** True if there is more to forget; when there is not, the server is in use again. */
    private boolean forgetSome() {
        Map<String, Object> some = new LinkedHashMap<>();
        synchronized (this) {
            if (changed.isEmpty()) {
                if (fault != null) {
                    LOG.info("server {} is used again", address);
                }
                fault = null;
                return false;
            }
            changed.entrySet().stream().limit(FORGET_AT_ONCE).forEach(one -> some.put(one.getKey(), one.getValue()));
        }
        List<String> real = some.keySet().stream().filter(key -> !key.isEmpty()).toList();
        try {
            remote.delete(real);
            copies.accept(this, real);
        } catch (ProviderException notAll) {
            putOff(some);
            throw notAll;
        }
        settle(some);
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.socache.api.spi.ProviderException;

/**
 * One or several independent servers behind one cache. A key belongs to one of them; while that one is away, the next on
 * the ring stands in.
 *
 * <p>What this guarantees: a value that this process replaced or removed while its server was away is not seen again when
 * the server is back, because the change was remembered, and is made good first ({@link Member#MOST_CHANGES} changes a
 * server). The same holds for a server that is there and could not be asked, for want of a connection say. Copies that stood
 * in are dropped in the same way, so they are not seen in a second absence either. What it cannot guarantee: that another
 * process saw the same server absent at the same time.
 *
 * @param <R> the client of one server
 */
public final class Fleet<R extends Remote> implements AutoCloseable {

    /** A call that failed on this many servers has cost enough. */
    private static final int MOST_ATTEMPTS = 2;

    /** And so has one that failed after waiting for a server, not at once. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String provider;
    private final LongSupplier nanoTime;
    private final Ring<Member<R>> ring;

    public Fleet(String provider, Map<String, R> remotes) {
        this(provider, remotes, System::nanoTime, Fleet::inBackground);
    }

    Fleet(String provider, Map<String, R> remotes, LongSupplier nanoTime, Executor background) {
        this.provider = provider;
        this.nanoTime = nanoTime;
        this.ring = new Ring<>(remotes.entrySet().stream()
                .map(remote -> new Member<>(remote.getKey(), remote.getValue(), nanoTime, this::dropCopies, background))
                .toList());
    }

    /** At most once a second and server, so nobody keeps a thread for it. */
    static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "socache-servers");
        thread.setDaemon(true);
        thread.start();
    }

    public List<Member<R>> members() {
        return ring.members();
    }

    /**
     * Asks for a key where it is.
     *
     * @throws ProviderException if no server could be asked
     */
    public <T> T read(String key, Function<R, T> call) {
        return call(key, call, false);
    }

    /**
     * Changes a key where it is, and remembers that for the servers before it that are away.
     *
     * @throws ProviderException if no server took the change
     */
    public <T> T change(String key, Function<R, T> call) {
        return call(key, call, true);
    }

    /**
     * Asks the servers now, those in use first, until one answers: a server that hangs keeps nobody from the others.
     *
     * @throws ProviderException if none answers
     */
    public void probe() {
        Map<Boolean, List<Member<R>>> byUse =
                ring.members().stream().collect(Collectors.partitioningBy(member -> member.fault() == null));
        boolean answered = byUse.get(true).stream().anyMatch(Member::answers)
                || byUse.get(false).stream().anyMatch(Member::comesBack);
        if (!answered) {
            throw unavailable();
        }
    }

    @Override
    public void close() {
        ring.members().forEach(member -> member.remote().close());
    }

    private <T> T call(String key, Function<R, T> call, boolean changes) {
        int attempts = 0;
        long start = nanoTime.getAsLong();
        for (Member<R> member : ring.order(key)) {
            if (member.admits(key, changes)) {
                try {
                    T answer = call.apply(member.remote());
                    if (changes) {
                        member.took(key);
                    }
                    return answer;
                } catch (ProviderException notAsked) {
                    if (changes) {
                        member.missed(key);
                    }
                    throw notAsked;
                } catch (Unreachable fault) {
                    if (changes) {
                        member.missed(key);
                    }
                    member.failed(fault);
                    attempts++;
                }
            }
            if (attempts == MOST_ATTEMPTS || nanoTime.getAsLong() - start > AT_ONCE_NANOS) {
                break;
            }
        }
        throw unavailable();
    }

    /** A server is back: what stood in for it would be old by the time it stands in again. */
    private void dropCopies(Member<R> back, Collection<String> keys) {
        for (Member<R> other : ring.members()) {
            if (other == back) {
                continue;
            }
            try {
                if (other.fault() == null) {
                    other.remote().delete(keys);
                    continue;
                }
            } catch (Unreachable fault) {
                other.failed(fault);
            }
            keys.forEach(other::missed);
        }
    }

    private ProviderException unavailable() {
        return new ProviderException(ring.members().stream()
                .map(member -> provider + " server " + member
                        + (member.fault() == null ? " was not asked" : " is down: " + member.fault()))
                .collect(Collectors.joining("; ")));
    }
}

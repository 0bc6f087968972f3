// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The servers of a cache under the settings now in force: a fleet that is made with the first call, made anew when the settings have
 * become others, and gone once the cache is closed. A fleet takes its time to close, since calls that are under way may end, so
 * the one before is closed in the background.
 *
 * @param <S> the settings; others are another object
 * @param <R> the client of one server
 */
public final class CurrentFleet<S, R extends Remote> implements AutoCloseable {

    private final Supplier<S> settings;
    private final Function<S, Fleet<R>> connector;
    private final Executor background;
    /** Null before the first call, and when closed. */
    private volatile Connected<S, R> connected;

    private boolean closed;

    /**
     * @param settings those in force; asked with every call
     * @param connector makes a fleet, without waiting for its servers
     */
    public CurrentFleet(Supplier<S> settings, Function<S, Fleet<R>> connector) {
        this(settings, connector, Fleet::inBackground);
    }

    CurrentFleet(Supplier<S> settings, Function<S, Fleet<R>> connector, Executor background) {
        this.settings = settings;
        this.connector = connector;
        this.background = background;
    }

    /** Null if closed. */
    public Fleet<R> get() {
        Connected<S, R> now = connected;
        return now != null && now.settings == settings.get() ? now.fleet : renewed();
    }

    private synchronized Fleet<R> renewed() {
        if (closed) {
            return null;
        }
        Connected<S, R> before = connected;
        S now = settings.get();
        if (before == null || before.settings != now) {
            connected = new Connected<>(connector.apply(now), now);
            if (before != null) {
                background.execute(before.fleet::close);
            }
        }
        return connected.fleet;
    }

    /** From here on there is none, which tells whoever is inside why his call fails; then closes what there was. */
    @Override
    public void close() {
        Connected<S, R> last = last();
        if (last != null) {
            last.fleet.close();
        }
    }

    private synchronized Connected<S, R> last() {
        closed = true;
        Connected<S, R> last = connected;
        connected = null;
        return last;
    }

    private record Connected<S, R extends Remote>(Fleet<R> fleet, S settings) {}
}

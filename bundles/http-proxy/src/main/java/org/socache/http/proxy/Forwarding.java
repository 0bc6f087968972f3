// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.servlet.http.HttpServletRequest;

/**
 * One client's request on its way: the origins it was sent to, and whose turn it is. That tells whose fault it was if nothing
 * comes of it: a client that stalls or sends nonsense must not make an origin look bad.
 */
final class Forwarding {

    private static final String ATTRIBUTE = Forwarding.class.getName();

    private final List<Origin> tried = new ArrayList<>();
    private final AtomicBoolean awaitsContinue;

    private volatile boolean begun;
    private volatile long sentNanos;
    private volatile boolean receiving;
    private volatile boolean sending;
    private volatile boolean clientFailed;

    private Forwarding(boolean awaitsContinue) {
        this.awaitsContinue = new AtomicBoolean(awaitsContinue);
    }

    /** @param awaitsContinue whether the client keeps its content back until the origin asks for it */
    static Forwarding begin(HttpServletRequest client, boolean awaitsContinue) {
        Forwarding forwarding = new Forwarding(awaitsContinue);
        client.setAttribute(ATTRIBUTE, forwarding);
        return forwarding;
    }

    /** Null once the container has ended the request. */
    static Forwarding of(HttpServletRequest client) {
        return (Forwarding) client.getAttribute(ATTRIBUTE);
    }

    void nextTry(Origin origin) {
        tried.add(origin);
    }

    List<Origin> tried() {
        return tried;
    }

    Origin last() {
        return tried.get(tried.size() - 1);
    }

    /** It has a connection, and begins to be sent; or it was sent: an origin may answer before it has all of it. */
    void sent() {
        sentNanos = System.nanoTime();
        begun = true;
    }

    /** Whether an origin may have seen anything of it. */
    boolean hasBegun() {
        return begun;
    }

    long microsSinceSent() {
        return (System.nanoTime() - sentNanos) / 1_000;
    }

    boolean awaitsContinue() {
        return awaitsContinue.get();
    }

    /** True for one caller: the client is to be asked for its content now, or no more. */
    boolean takeContinue() {
        return awaitsContinue.getAndSet(false);
    }

    /** @param turn whether the next step is the client's: to send content */
    void receiving(boolean turn) {
        receiving = turn;
    }

    /** @param turn whether the next step is the client's: to take content */
    void sending(boolean turn) {
        sending = turn;
    }

    void clientFailed() {
        clientFailed = true;
    }

    /** Whether the client is to blame for a failure: it failed itself, or it was its turn for the whole time limit. */
    boolean isOfClient(Throwable failure) {
        return clientFailed || sending || receiving && failure instanceof TimeoutException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.servlet.http.HttpServletResponse;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Payload;
import org.socache.http.exchange.Heads;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

/**
 * What becomes of an origin's answer on its way to the client. Nothing is held back that the container would not hold back
 * itself: the head is judged at the first byte or flush, and bytes pass at once. Where the origin changes the head after that,
 * which the servlet API allows until the container sends it, nothing is stored.
 */
final class WatchedAnswer {

    private final HttpServletResponse client;
    private final OriginWatch watch;
    /** Null until the head was judged. */
    private Verdict verdict;
    /** The head as it was judged storable. */
    private ResponseHead sent;
    /** Whether what the origin writes goes nowhere. */
    private boolean silent;

    private boolean ended;

    WatchedAnswer(HttpServletResponse client, OriginWatch watch) {
        this.client = client;
        this.watch = watch;
    }

    boolean isJudged() {
        return verdict != null;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether the answer is of no use, and the origin to be asked once more: nothing may be sent to the client by then. */
    boolean isToAskAgain() {
        return verdict instanceof Verdict.Again;
    }

    /** Judges the head if that was not done; true if what the origin writes goes to the client. */
    boolean judged() throws IOException {
        if (verdict == null) {
            judge();
        }
        return !silent;
    }

    private void judge() throws IOException {
        if (client.getStatus() < 200) {
            verdict = Verdict.UNCHANGED;
            return;
        }
        try {
            ResponseHead head = head();
            verdict = watch.head(head);
            if (verdict instanceof Verdict.Pass pass && pass.head() != null) {
                apply(pass.head(), head.fields());
            } else if (verdict instanceof Verdict.Tee tee) {
                apply(tee.head(), head.fields());
                sent = head();
            } else {
                silent = verdict != Verdict.UNCHANGED;
                replaces(verdict);
            }
        } catch (IllegalArgumentException unsendable) {
            watch.broken();
            verdict = Verdict.UNCHANGED;
        }
    }

    /**
     * Judges an error for which the container makes a page after the filters are gone: its content is never seen here, and such
     * a response is not stored, but a stored one may be the better answer.
     *
     * @return whether the container is to make that page
     */
    boolean judgeError(int status) throws IOException {
        if (verdict == null) {
            Fields fields = head().fields();
            verdict = watch.head(new ResponseHead(status, fields));
            if (replaces(verdict) || isToAskAgain()) {
                silent = true;
                return false;
            }
            if (verdict instanceof Verdict.Pass pass && pass.head() != null) {
                apply(pass.head(), fields);
            }
        }
        broken();
        silent = true;
        return true;
    }

    /** Takes bytes of the origin; true if they go to the client. */
    boolean show(ByteBuffer part) throws IOException {
        boolean goes = judged();
        if (verdict instanceof Verdict.Tee || verdict instanceof Verdict.Hold) {
            watch.content(part);
        }
        return goes;
    }

    /** Sends something to the client. An origin may keep to itself that this has failed, and end as if all had been sent. */
    void send(Sending what) throws IOException {
        try {
            what.send();
        } catch (IOException clientIsGone) {
            broken();
            throw clientIsGone;
        }
    }

    /** A call of the container's. */
    @FunctionalInterface
    interface Sending {
        void send() throws IOException;
    }

    /** The origin has written all it had to; nothing is lost if this is called again. */
    void end() throws IOException {
        judged();
        if (ended || isToAskAgain()) {
            return;
        }
        if (verdict instanceof Verdict.Tee && !head().equals(sent)) {
            broken();
            return;
        }
        ended = true;
        Verdict last = watch.end();
        if (verdict instanceof Verdict.Hold) {
            verdict = last;
            ended = !isToAskAgain();
            if (ended && !replaces(last)) {
                refuse();
            }
        }
    }

    /** There is nobody any more who could ask the origin again: something stored, or an error. */
    void giveUpAskingAgain() throws IOException {
        if (isToAskAgain() && !replaces(watch.failed())) {
            refuse();
        }
    }

    /** Whether something stored has stood in for an origin that has failed before anything was sent. */
    boolean standsIn() throws IOException {
        return !client.isCommitted() && replaces(watch.failed());
    }

    void broken() {
        if (!ended) {
            ended = true;
            watch.broken();
        }
    }

    /** What the origin still writes falls silent. */
    void silence() {
        silent = true;
    }

    /** What was judged and shown so far never existed. */
    void forget() {
        if (!(verdict instanceof Verdict.Replace)) {
            verdict = null;
            sent = null;
            silent = false;
        }
    }

    private void refuse() {
        ended = true;
        client.reset();
        client.setStatus(HttpServletResponse.SC_BAD_GATEWAY);
    }

    private boolean replaces(Verdict wanted) throws IOException {
        if (!(wanted instanceof Verdict.Replace replacement)) {
            return false;
        }
        verdict = wanted;
        silent = true;
        ended = true;
        client.resetBuffer();
        try (Payload content = replacement.content()) {
            ServletInbound.send(replacement.head(), content, client);
        }
        return true;
    }

    private ResponseHead head() {
        Fields.Builder fields = Fields.builder();
        for (String name : client.getHeaderNames()) {
            for (String value : client.getHeaders(name)) {
                fields.add(name, value);
            }
        }
        return new ResponseHead(client.getStatus(), fields.build());
    }

    private void apply(ResponseHead head, Fields is) {
        Heads.differences(is, head.fields(), (name, values) -> {
            for (int i = 0; i < values.size(); i++) {
                if (i == 0) {
                    client.setHeader(name, values.get(i));
                } else {
                    client.addHeader(name, values.get(i));
                }
            }
        });
    }
}

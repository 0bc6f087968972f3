// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

/**
 * Stands between the handlers' output and the connection. What handlers write passes here, whoever does it and how:
 * streams, writers, asynchronous listeners, files sent by the container; and the first write comes just before Jetty sends
 * the head, so a head seen here is final.
 */
final class WatchedOutput implements HttpOutput.Interceptor {

    private final Response response;
    private final OriginWatch watch;
    private final HttpOutput.Interceptor next;
    private Verdict verdict;
    private boolean settled;
    private boolean ended;
    private boolean mayAskAgain;

    WatchedOutput(Response response, OriginWatch watch, HttpOutput.Interceptor next) {
        this.response = response;
        this.watch = watch;
        this.next = next;
    }

    @Override
    public void write(ByteBuffer content, boolean last, Callback callback) {
        if (verdict == null) {
            judge();
        }
        if (verdict instanceof Verdict.Pass) {
            pass(content, last, callback);
        } else if (verdict instanceof Verdict.Tee) {
            watch.content(content.slice());
            pass(content, last, callback);
        } else if (verdict instanceof Verdict.Hold) {
            hold(content, last, callback);
        } else if (verdict instanceof Verdict.Replace replacement) {
            replace(replacement, content, callback);
        } else {
            drop(content, last, callback);
        }
    }

    private void judge() {
        if (response.getStatus() < 200) {
            verdict = Verdict.UNCHANGED;
            return;
        }
        try {
            Fields fields = JettyFields.of(response.getHttpFields());
            verdict = watch.head(new ResponseHead(response.getStatus(), fields));
            if (verdict instanceof Verdict.Pass pass && pass.head() != null) {
                JettyFields.apply(pass.head(), fields, response);
            } else if (verdict instanceof Verdict.Tee tee) {
                JettyFields.apply(tee.head(), fields, response);
            }
        } catch (IllegalArgumentException unsendable) {
            watch.broken();
            verdict = Verdict.UNCHANGED;
        }
    }

    private void pass(ByteBuffer content, boolean last, Callback callback) {
        if (last && !ended) {
            // before the last byte leaves: who has the whole response will find it in the cache
            ended = true;
            watch.end();
        }
        next.write(content, last, callback);
    }

    private void hold(ByteBuffer content, boolean last, Callback callback) {
        watch.content(content.slice());
        BufferUtil.clear(content);
        if (!last) {
            callback.succeeded();
            return;
        }
        verdict = watch.end();
        if (verdict instanceof Verdict.Pass) {
            refuse();
        }
        write(BufferUtil.EMPTY_BUFFER, true, callback);
    }

    /** The first write carries the whole answer; what the origin still has to say falls silent. */
    private void replace(Verdict.Replace replacement, ByteBuffer content, Callback callback) {
        BufferUtil.clear(content);
        if (settled) {
            replacement.content().close();
            callback.succeeded();
            return;
        }
        settled = true;
        ended = true;
        JettyFields.replace(replacement.head(), response);
        new PayloadWrite(replacement.content(), next, callback).iterate();
    }

    /** The origin is to be asked again; an asynchronous one has left the place from where that can be done. */
    private void drop(ByteBuffer content, boolean last, Callback callback) {
        BufferUtil.clear(content);
        if (mayAskAgain || !last) {
            callback.succeeded();
            return;
        }
        verdict = watch.failed();
        if (verdict instanceof Verdict.Pass) {
            refuse();
        }
        write(BufferUtil.EMPTY_BUFFER, true, callback);
    }

    /** What the origin sent is of no use, and there is nothing else. */
    private void refuse() {
        response.reset();
        response.setStatus(HttpStatus.BAD_GATEWAY_502);
    }

    /** Judges the head of an error page that somebody else will send. */
    Verdict judgeError() {
        if (verdict == null) {
            judge();
        }
        Verdict judged = verdict;
        verdict = Verdict.UNCHANGED;
        settled = true;
        return judged;
    }

    /** Sends this, whatever the origin had begun to write. */
    void answer(Verdict.Replace replacement) throws IOException {
        verdict = Verdict.UNCHANGED;
        settled = true;
        ended = true;
        JettyInbound.send(replacement.head(), replacement.content(), response);
    }

    /** Nothing is kept of a response that did not come to its end; without effect after that. */
    void broken() {
        if (!ended) {
            ended = true;
            watch.broken();
        }
    }

    /** Whether the origin can be asked once more where the first answer is of no use. */
    void mayAskAgain(boolean possible) {
        mayAskAgain = possible;
    }

    boolean isToAskAgain() {
        return verdict instanceof Verdict.Again;
    }

    /** Makes the response as it was before the origin was asked. */
    void startOver() {
        HttpOutput output = response.getHttpOutput();
        output.recycle();
        output.reopen();
        response.reset();
        response.getHttpFields().put(response.getHttpChannel().getServer().getDateField());
        output.setInterceptor(this);
        verdict = null;
    }

    /** Only possible before anything was sent: what was judged and shown so far never existed. */
    @Override
    public void resetBuffer() {
        if (!settled) {
            verdict = null;
        }
        next.resetBuffer();
    }

    @Override
    public HttpOutput.Interceptor getNextInterceptor() {
        return next;
    }

    @Override
    public boolean isOptimizedForDirectBuffers() {
        return next.isOptimizedForDirectBuffers();
    }
}

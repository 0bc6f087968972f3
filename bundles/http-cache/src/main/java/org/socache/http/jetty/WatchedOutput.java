// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

/**
 * Stands between the handlers' output and the connection. Everything passes here, whoever writes it and how: streams,
 * writers, asynchronous listeners, files sent by the container, its error pages; and the first write comes just before
 * Jetty sends the head, so a head seen here is final.
 */
final class WatchedOutput implements HttpOutput.Interceptor, HttpChannel.Listener {

    private final Response response;
    private final OriginWatch watch;
    private final HttpOutput.Interceptor next;
    private Verdict verdict;
    private boolean replaced;
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
        if (verdict instanceof Verdict.Tee) {
            watch.content(content.slice());
        } else if (verdict instanceof Verdict.Hold) {
            hold(content, last, callback);
            return;
        }
        if (verdict instanceof Verdict.Replace replacement) {
            replace(replacement, content, callback);
            return;
        }
        if (verdict instanceof Verdict.Again) {
            BufferUtil.clear(content);
            refuseUnlessAskedAgain(last, callback);
            return;
        }
        if (last) {
            // before the last byte leaves: who has the whole response will find it in the cache
            end();
        }
        next.write(content, last, callback);
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
        if (replaced) {
            callback.succeeded();
            return;
        }
        replaced = true;
        JettyFields.replace(replacement.head(), response);
        next.write(JettyInbound.joined(replacement.content()), true, callback);
    }

    /** An asynchronous origin has left the place from where it could be asked again. */
    private void refuseUnlessAskedAgain(boolean last, Callback callback) {
        if (mayAskAgain || !last) {
            callback.succeeded();
            return;
        }
        Verdict instead = watch.failed();
        verdict = instead;
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

    private void end() {
        if (!ended) {
            ended = true;
            watch.end();
        }
    }

    void mayAskAgain() {
        mayAskAgain = true;
    }

    void mayNotAskAgain() {
        mayAskAgain = false;
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
        if (!(verdict instanceof Verdict.Replace)) {
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

    /** The end of the request, whatever way it went. The channel lives on with the connection, so this leaves it. */
    @Override
    @SuppressWarnings("deprecation") // as where it was added
    public void onComplete(Request request) {
        request.getHttpChannel().removeListener(this);
        if (!ended) {
            ended = true;
            watch.broken();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.RequestDispatcher;
import javax.servlet.ServletException;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.exchange.OriginWatch;
import org.socache.http.exchange.Verdict;

/**
 * Runs the server's handlers for one request, from inside the quick handler, so that it is known how they end: in time,
 * later, with an error page, or with an exception. What they throw goes where it would go without the cache.
 */
final class JettyExchange implements AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(JettyExchange.class);

    private final Request request;
    private final Response response;
    private final OriginWatch watch;
    private final WatchedOutput output;

    JettyExchange(Request request, OriginWatch watch) {
        this.request = request;
        this.response = request.getResponse();
        this.watch = watch;
        this.output =
                new WatchedOutput(response, watch, response.getHttpOutput().getInterceptor());
    }

    /** Lets the origin answer; once more where the first answer was of no use. */
    void run() {
        response.getHttpOutput().setInterceptor(output);
        askOrigin();
        if (output.isToAskAgain() && !request.isAsyncStarted()) {
            output.startOver();
            askOrigin();
        }
        request.setHandled(true);
    }

    private void askOrigin() {
        JettyFields.apply(watch, request);
        request.setHandled(false);
        try {
            output.mayAskAgain(true);
            request.getHttpChannel().getServer().handle(request.getHttpChannel());
            conclude();
        } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!answeredFromTheStore(e)) {
                output.broken();
                JettyExchange.<RuntimeException>rethrow(e);
            }
        } finally {
            output.mayAskAgain(false);
        }
    }

    private void conclude() throws IOException {
        if (request.isAsyncStarted()) {
            request.getHttpChannelState().addListener(this);
            return;
        }
        if (!request.isHandled()) {
            response.sendError(HttpStatus.NOT_FOUND_404);
        }
        if (request.getHttpChannelState().isSendError()) {
            concludeError();
        } else if (isWhole()) {
            response.closeOutput();
            if (!output.isToAskAgain()) {
                // where the client has gone Jetty closes nothing, and the handlers may have kept that to themselves
                output.broken();
            }
        } else {
            // Jetty finds out by itself, and tells the client
            output.broken();
        }
    }

    private boolean isWhole() {
        return request.isHead()
                || response.getStatus() == HttpStatus.NOT_MODIFIED_304
                || response.isContentComplete(response.getHttpOutput().getWritten());
    }

    /** Jetty sends error pages past the output, so their content is never seen here, but what to do instead can be said. */
    private void concludeError() {
        Verdict verdict = output.judgeError();
        if (verdict instanceof Verdict.Again) {
            verdict = watch.failed();
        }
        if (verdict instanceof Verdict.Replace replacement) {
            StoredAnswer.insteadOfErrorPage(request, replacement);
        } else if (response.getStatus() == HttpStatus.NOT_MODIFIED_304 && watch.isCacheRequest()) {
            // the answer to a question that the client has not asked
            request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, HttpStatus.BAD_GATEWAY_502);
        }
        output.broken();
    }

    private boolean answeredFromTheStore(Throwable failure) {
        if (response.isCommitted() || !(watch.failed() instanceof Verdict.Replace replacement)) {
            return false;
        }
        LOG.warn("{}: the origin failed, a stored response is served instead", request.getRequestURI(), failure);
        response.reset();
        try {
            output.answer(replacement);
        } catch (IOException clientIsGone) {
            request.getHttpChannel().abort(clientIsGone);
        }
        return true;
    }

    /** Throws what a method that declares nothing must let through unchanged: error pages go by the type. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A further cycle of the same request would forget this listener. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    /** Where the output was not closed by then, it never was whole. */
    @Override
    public void onComplete(AsyncEvent event) {
        output.broken();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        output.broken();
    }

    @Override
    public void onError(AsyncEvent event) {
        output.broken();
    }
}

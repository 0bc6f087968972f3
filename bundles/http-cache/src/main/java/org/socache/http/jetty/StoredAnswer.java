// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import javax.servlet.RequestDispatcher;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.socache.http.exchange.Verdict;

/**
 * Sends a stored response where Jetty is about to make an error page. Once {@code sendError} was called there is no way back
 * in Jetty, but the page's maker is looked up in the request, and that can be this one.
 */
final class StoredAnswer extends ErrorHandler {

    private static final String REPLACEMENT = StoredAnswer.class.getName();

    private static final ContextHandler CONTEXT = new ContextHandler();

    static {
        CONTEXT.setErrorHandler(new StoredAnswer());
    }

    private StoredAnswer() {}

    static void insteadOfErrorPage(Request request, Verdict.Replace replacement) {
        request.setAttribute(REPLACEMENT, replacement);
        request.setAttribute(ErrorHandler.ERROR_CONTEXT, CONTEXT.getServletContext());
        // for some statuses Jetty would not ask for a page at all, and the status cannot be changed before this
        request.getResponse().reopen();
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, HttpStatus.OK_200);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Verdict.Replace replacement = (Verdict.Replace) request.getAttribute(REPLACEMENT);
        JettyInbound.send(replacement.head(), replacement.content(), base.getResponse());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.ServletContext;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;

/** An asynchronous context whose end is heard before the container closes the response. */
final class WatchedAsyncContext implements AsyncContext, AsyncListener {

    private final AsyncContext context;
    private final WatchedResponse response;

    WatchedAsyncContext(AsyncContext context, WatchedResponse response) {
        this.context = context;
        this.response = response;
        context.addListener(this);
    }

    AsyncContext container() {
        return context;
    }

    @Override
    public void complete() {
        response.endAsync();
        context.complete();
    }

    @Override
    public ServletRequest getRequest() {
        return context.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return context.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return context.hasOriginalRequestAndResponse();
    }

    @Override
    public void dispatch() {
        context.dispatch();
    }

    @Override
    public void dispatch(String path) {
        context.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext servletContext, String path) {
        context.dispatch(servletContext, path);
    }

    @Override
    public void start(Runnable run) {
        context.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
        context.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse given) {
        context.addListener(listener, request, given);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.createListener(type);
    }

    @Override
    public void setTimeout(long timeout) {
        context.setTimeout(timeout);
    }

    @Override
    public long getTimeout() {
        return context.getTimeout();
    }

    /** Whoever completed it otherwise than through {@link #complete} did so after an error. */
    @Override
    public void onComplete(AsyncEvent event) {
        response.broken();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        response.broken();
    }

    @Override
    public void onError(AsyncEvent event) {
        response.broken();
    }

    /** A new cycle forgets the listeners of the one before; the origin gets to its context through the request again. */
    @Override
    public void onStartAsync(AsyncEvent event) {}
}

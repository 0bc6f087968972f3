// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.servlet.AsyncContext;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;

import org.socache.http.engine.message.Fields;
import org.socache.http.exchange.Heads;
import org.socache.http.exchange.OriginWatch;

/** The request as the origin is to see it: the client's, but for the conditionals that are the cache's own. */
final class OriginRequest extends HttpServletRequestWrapper {

    private static final Set<String> OWN = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OWN.addAll(Heads.CACHE_REQUEST_FIELDS);
    }

    private final OriginWatch watch;
    private final WatchedResponse response;

    OriginRequest(HttpServletRequest request, OriginWatch watch, WatchedResponse response) {
        super(request);
        this.watch = watch;
        this.response = response;
    }

    private Fields own() {
        return watch.requestFields();
    }

    @Override
    public String getHeader(String name) {
        return OWN.contains(name) ? own().first(name) : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return OWN.contains(name) ? Collections.enumeration(own().all(name)) : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            if (!OWN.contains(name)) {
                all.add(name);
            }
        }
        for (String name : Heads.CACHE_REQUEST_FIELDS) {
            if (own().contains(name)) {
                all.add(name);
            }
        }
        return Collections.enumeration(all);
    }

    @Override
    public long getDateHeader(String name) {
        if (!OWN.contains(name)) {
            return super.getDateHeader(name);
        }
        String value = getHeader(name);
        if (value == null) {
            return -1;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME
                            .withZone(ZoneOffset.UTC)
                            .parse(value))
                    .toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + ": " + value + " is not a date", e);
        }
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    /**
     * Keeps the cache in the way of an asynchronous answer: the container alone would hand out its own response, and complete
     * it without telling in time.
     */
    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse given) {
        AsyncContext context = super.startAsync(request, given);
        return response.watch(context);
    }

    @Override
    public AsyncContext getAsyncContext() {
        return response.watched(super.getAsyncContext());
    }
}

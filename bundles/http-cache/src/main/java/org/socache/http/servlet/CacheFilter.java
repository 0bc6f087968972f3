// SPDX-License-Identifier: Apache-2.0
package org.socache.http.servlet;

import java.io.IOException;
import java.util.function.Function;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.socache.http.exchange.ContainerHelp;
import org.socache.http.exchange.Course;
import org.socache.http.exchange.HttpCaching;
import org.socache.http.exchange.Inbound;
import org.socache.http.exchange.OriginWatch;

/**
 * The cache as a filter of all whiteboard and WAR contexts: in use where {@code CacheQuickHandler} is off, and where it is on
 * but the container has no quick handler.
 *
 * <p>The filter is registered once for the life of the bundle, whether or not there is a cache: a web context whose filters
 * change is built anew by the container, and requests in between would suffer.
 */
@Component(
        service = Filter.class,
        property = {
            "osgi.http.whiteboard.filter.name=socache",
            "osgi.http.whiteboard.filter.pattern=/*",
            "osgi.http.whiteboard.filter.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.filter.dispatcher=REQUEST",
            "osgi.http.whiteboard.filter.dispatcher=ASYNC",
            // by path, not by name: the contexts of WARs have none in Pax Web
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.path=*)",
            "service.ranking:Integer=8181"
        })
public final class CacheFilter implements Filter {

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile HttpCaching caching;

    /** Made by the component runtime. */
    @Activate
    public CacheFilter() {}

    /** For a server without a component runtime. */
    public CacheFilter(HttpCaching caching) {
        this.caching = caching;
    }

    @Override
    public void init(FilterConfig configuration) {}

    @Override
    public void destroy() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpCaching current = caching;
        Object taken = request.getAttribute(HttpCaching.TAKEN);
        if (taken instanceof WatchedResponse watched) {
            // the dispatch that an asynchronous origin asked for: the same exchange goes on
            chain.doFilter(request, response);
            watched.endUnlessAsync(request);
        } else if (current != null
                && taken == null
                && request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer) {
            take(current, http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void take(
            HttpCaching caching, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Course course = request.getAttribute(ContainerHelp.BACKGROUND) instanceof Function<?, ?> exchange
                ? new Course.Forward(background(exchange).apply(new ServletInbound(request, response)))
                : caching.begin(new ServletInbound(request, response));
        if (course instanceof Course.Forward forward) {
            WatchedResponse watched = new WatchedResponse(request, response, forward.watch());
            request.setAttribute(HttpCaching.TAKEN, watched);
            watched.askOrigin(chain);
        } else if (course instanceof Course.Aside) {
            chain.doFilter(request, response);
        }
    }

    /** Nobody but {@link ContainerHelp} sets the attribute, and only to this. */
    @SuppressWarnings("unchecked")
    private static Function<Inbound, OriginWatch> background(Function<?, ?> exchange) {
        return (Function<Inbound, OriginWatch>) exchange;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import java.util.Map;
import javax.servlet.Filter;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.socache.http.exchange.ContainerHelp;
import org.socache.http.exchange.Course;
import org.socache.http.exchange.HttpCaching;
import org.socache.login.jetty.FieldCache;

/**
 * Answers from the cache before any handler of the server runs, and records what they answer otherwise.
 *
 * <p>A customizer rather than a handler, for three reasons: Pax Web restarts the whole server for each handler service but
 * takes customizers while it runs; Jetty goes no further when a customizer has handled the request; and all web contexts
 * stand behind it, those of whiteboard servlets, of WARs and of the HttpService alike.
 *
 * <p>Pax Web keeps customizers by their ranking, one for each, and may call one several times for a request after
 * another was registered; the first call takes the request.
 */
@Component(service = HttpConfiguration.Customizer.class, property = "service.ranking:Integer=8181")
public final class QuickHandler implements HttpConfiguration.Customizer {

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile HttpCaching caching;

    private final GuardedPaths guarded = new GuardedPaths();
    private final BackgroundRequests background = new BackgroundRequests();
    private volatile boolean active = true;

    /** Made by the component runtime. */
    @Activate
    public QuickHandler() {}

    /** For a server without a component runtime. */
    public QuickHandler(HttpCaching caching) {
        this.caching = caching;
    }

    /** A filter that decides who may see some paths. */
    @Reference(
            name = "guard",
            service = Filter.class,
            target = "(" + GuardedPaths.PROPERTY + "=*)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "addGuard",
            unbind = "removeGuard")
    public void addGuard(Map<String, Object> service) {
        guarded.add(service);
    }

    /** It is gone, and with it the need to ask. */
    void removeGuard(Map<String, Object> service) {
        guarded.remove(service);
    }

    /** Pax Web may keep a call to it in a running server; it does nothing from now on. */
    @Deactivate
    void deactivate() {
        active = false;
        background.stop();
    }

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        // the cache tells pages by Cookie and Authorization, too
        FieldCache.forget(configuration, request);
        HttpCaching current = caching;
        if (!active || current == null || request.getAttribute(HttpCaching.TAKEN) != null) {
            return;
        }
        if (Target.isAmbiguous(request)) {
            refuse(request);
            return;
        }
        if (Target.isOfAnotherScheme(request)) {
            // what is made of it is not for those who come by that scheme
            request.setAttribute(HttpCaching.TAKEN, Boolean.TRUE);
            return;
        }
        Target.prevail(request);
        if (!current.isQuick() || guarded.cover(request.getPathInfo())) {
            // the filter takes it, behind those that ask who is there
            request.setAttribute(ContainerHelp.ATTRIBUTE, new JettyHelp(connector, background));
            return;
        }
        try {
            Course course = current.begin(new JettyInbound(request, background));
            if (course instanceof Course.Answered) {
                request.setHandled(true);
                return;
            }
            request.setAttribute(HttpCaching.TAKEN, Boolean.TRUE);
            if (course instanceof Course.Forward forward) {
                new JettyExchange(request, forward.watch()).run();
            }
        } catch (IOException clientIsGone) {
            request.getHttpChannel().abort(clientIsGone);
            request.setHandled(true);
        }
    }

    private static void refuse(Request request) {
        try {
            request.getResponse().sendError(HttpStatus.BAD_REQUEST_400, "Host more than once");
        } catch (IOException clientIsGone) {
            request.getHttpChannel().abort(clientIsGone);
        }
        request.setHandled(true);
    }
}

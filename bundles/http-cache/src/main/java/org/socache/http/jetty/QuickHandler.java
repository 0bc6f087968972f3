// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.io.IOException;
import javax.servlet.ServletException;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.socache.http.exchange.Course;
import org.socache.http.exchange.HttpCaching;
import org.socache.http.exchange.OriginWatch;

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

    private volatile boolean active = true;

    /** Made by the component runtime. */
    @Activate
    public QuickHandler() {}

    /** For a server without a component runtime. */
    public QuickHandler(HttpCaching caching) {
        this.caching = caching;
    }

    /** Pax Web may keep a call to it in a running server; it does nothing from now on. */
    @Deactivate
    void deactivate() {
        active = false;
    }

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        HttpCaching current = caching;
        if (!active || current == null || !current.isQuick() || request.getAttribute(HttpCaching.TAKEN) != null) {
            return;
        }
        request.setAttribute(HttpCaching.TAKEN, Boolean.TRUE);
        try {
            Course course = current.begin(new JettyInbound(request));
            if (course instanceof Course.Forward forward) {
                forward(request, forward.watch());
            } else if (course instanceof Course.Answered) {
                request.setHandled(true);
            }
        } catch (IOException clientIsGone) {
            request.getHttpChannel().abort(clientIsGone);
            request.setHandled(true);
        }
    }

    // the successor of addListener is a bean of the connector, which would be called for every request there is
    @SuppressWarnings("deprecation")
    private static void forward(Request request, OriginWatch watch) {
        JettyFields.apply(watch, request);
        Response response = request.getResponse();
        HttpOutput output = response.getHttpOutput();
        WatchedOutput watched = new WatchedOutput(response, watch, output.getInterceptor());
        output.setInterceptor(watched);
        request.getHttpChannel().addListener(watched);
        if (watch.isCacheRequest()) {
            askTwiceIfNeeded(request, watch, watched);
        }
    }

    /**
     * Runs the server's handlers from here, so that a validation that came to nothing can be followed by the plain request.
     * What they throw goes where it would go without the cache.
     */
    private static void askTwiceIfNeeded(Request request, OriginWatch watch, WatchedOutput watched) {
        watched.mayAskAgain();
        Response response = request.getResponse();
        try {
            request.getHttpChannel().getServer().handle(request.getHttpChannel());
            if (!request.isHandled() && !request.isAsyncStarted()) {
                response.sendError(HttpStatus.NOT_FOUND_404);
            }
            if (!request.isAsyncStarted() && !request.getHttpChannelState().isSendError()) {
                response.closeOutput();
            }
        } catch (IOException | ServletException e) {
            throw new OriginException(e);
        } finally {
            watched.mayNotAskAgain();
        }
        request.setHandled(true);
        if (watched.isToAskAgain()) {
            watched.startOver();
            JettyFields.apply(watch, request);
            request.setHandled(false);
        }
    }
}

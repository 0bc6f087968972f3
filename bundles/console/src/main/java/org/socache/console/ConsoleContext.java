// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.net.URL;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.http.context.ServletContextHelper;

/**
 * The web context {@code /socache}: nothing in it answers without a user, but the sign-in form and what it is drawn with.
 * Nothing in it may be cached or framed, and no page runs a script that is not ours.
 */
@Component(
        service = {ServletContextHelper.class, ConsoleContext.class},
        property = {
            "osgi.http.whiteboard.context.name=" + ConsoleContext.NAME,
            "osgi.http.whiteboard.context.path=/socache"
        })
public final class ConsoleContext extends ServletContextHelper {

    static final String NAME = "socache";

    static final String SELECT = "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + NAME + ")";

    private static final Set<String> OPEN = Set.of("/sign-in", "/style.css", "/sign-in.js");

    private final Door door;

    @Activate
    public ConsoleContext() {
        this(new Door(InstantSource.system()));
    }

    ConsoleContext(Door door) {
        this.door = door;
    }

    Door door() {
        return door;
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // not no-referrer: that would also make our own forms send "Origin: null"
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        String path = path(request);
        if (OPEN.contains(path)) {
            return true;
        }
        Optional<Account> account = door.admit(request);
        if (account.isEmpty()) {
            turnAway(path, request, response);
            return false;
        }
        account.get().attachTo(request);
        return true;
    }

    /** The path below the context as it was sent: compared, never decoded. */
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private static void turnAway(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (path.isEmpty() || path.equals("/")) {
            response.sendRedirect(request.getContextPath() + "/sign-in");
            return;
        }
        if (request.getHeader(Door.SCRIPT_FIELD) == null) {
            // our own script handles 401 itself; the browser's dialogue would only be in its way
            response.setHeader("WWW-Authenticate", "Basic realm=\"Socache\", charset=\"UTF-8\"");
        }
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    }

    /** Static files are served by a servlet, from a list. */
    @Override
    public URL getResource(String name) {
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The dashboard's page, its script and style, and signing in and out. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=socache-dashboard",
            "osgi.http.whiteboard.servlet.pattern=/",
            ConsoleContext.SELECT
        })
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> TYPES = Map.of(
            "dashboard.html", "text/html",
            "sign-in.html", "text/html",
            "dashboard.js", "text/javascript",
            "sign-in.js", "text/javascript",
            "style.css", "text/css");

    private final transient Door door;

    @Activate
    public PageServlet(@Reference ConsoleContext context) {
        door = context.door();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = ConsoleContext.path(request);
        switch (path) {
            // the page names its files relative to itself
            case "" -> response.sendRedirect(request.getContextPath() + "/");
            case "/" -> send("dashboard.html", response);
            case "/sign-in" -> send("sign-in.html", response);
            default -> send(path.substring(1), response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Door.comesFromElsewhere(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        switch (ConsoleContext.path(request)) {
            case "/sign-in" -> signIn(request, response);
            case "/sign-out" -> {
                door.signOut(request, response);
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean admitted = door.signIn(
                        request.getParameter("user"), request.getParameter("password"), request, response)
                .isPresent();
        response.sendRedirect(request.getContextPath() + (admitted ? "/" : "/sign-in?wrong"));
    }

    private static void send(String name, HttpServletResponse response) throws IOException {
        String type = TYPES.get(name);
        if (type == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType(type + ";charset=UTF-8");
        try (InputStream file = PageServlet.class.getResourceAsStream("web/" + name)) {
            file.transferTo(response.getOutputStream());
        }
    }
}

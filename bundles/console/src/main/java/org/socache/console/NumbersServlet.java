// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.socache.api.admin.CacheAdmin;

/** {@code /socache/metrics} for Prometheus; {@code /socache/status} for people and, with {@code ?auto}, for machines. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=socache-numbers",
            "osgi.http.whiteboard.servlet.pattern=/metrics",
            "osgi.http.whiteboard.servlet.pattern=/status",
            ConsoleContext.SELECT
        })
public final class NumbersServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient CacheAdmin admin;
    private final transient MBeanMetrics metrics = new MBeanMetrics(ManagementFactory.getPlatformMBeanServer());

    @Activate
    public NumbersServlet(@Reference CacheAdmin admin) {
        this.admin = admin;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean prometheus = request.getServletPath().equals("/metrics");
        response.setContentType(prometheus ? PrometheusText.CONTENT_TYPE : "text/plain;charset=UTF-8");
        response.getWriter()
                .write(
                        prometheus
                                ? PrometheusText.of(
                                        admin.caches(), metrics.read().values())
                                : request.getParameter("auto") != null
                                        ? StatusText.forMachines(admin.caches())
                                        : StatusText.forPeople(admin.caches()));
    }
}

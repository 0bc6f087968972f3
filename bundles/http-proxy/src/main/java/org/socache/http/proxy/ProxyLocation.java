// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import javax.management.DynamicMBean;
import javax.servlet.Servlet;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.http.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.jmx.DescribedMBean;

/** One proxied location: reads its configuration and offers the servlet for its path, and an MBean for each origin. */
@Component(
        service = {},
        configurationPid = ProxyLocation.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = ProxyConfiguration.class, factory = true)
public final class ProxyLocation {

    static final String PID = "org.socache.http.proxy";

    private static final Logger LOG = LoggerFactory.getLogger(ProxyLocation.class);

    private final BundleContext context;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public ProxyLocation(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        configure(properties);
    }

    /** A wrong value is refused, and what was in force before stays. */
    @Modified
    void configure(Map<String, Object> properties) {
        String file = String.valueOf(properties.getOrDefault("felix.fileinstall.filename", PID));
        ProxyPass pass;
        ProxySettings settings;
        try {
            ProxyDirectives directives = new ProxyDirectives(properties);
            pass = directives.pass();
            settings = directives.settings();
        } catch (IllegalArgumentException wrong) {
            LOG.error("{}: {}; {}", file, wrong.getMessage(), registrations.isEmpty() ? "not proxied" : "not changed");
            return;
        }
        withdraw();
        registrations.add(context.registerService(
                Servlet.class, new ForwardingServlet(pass, settings), servletProperties(pass, properties)));
        for (Origin origin : new LinkedHashSet<>(pass.origins())) {
            OriginView view = new OriginView(pass.path(), origin);
            registrations.add(context.registerService(
                    DynamicMBean.class, DescribedMBean.of(view, HttpOriginMXBean.class, null), view.properties()));
        }
        LOG.info("{}: {} is forwarded to {}", file, pass.servletPattern(), pass.origins());
    }

    private static Dictionary<String, Object> servletProperties(ProxyPass pass, Map<String, Object> properties) {
        Dictionary<String, Object> whiteboard = new Hashtable<>();
        whiteboard.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, pass.servletPattern());
        whiteboard.put(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME,
                // unnamed servlets are all called alike in Pax Web 8, and the second is skipped
                "socache-proxy-" + properties.getOrDefault("service.pid", pass.servletPattern()));
        whiteboard.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
        return whiteboard;
    }

    private void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    @Deactivate
    void deactivate() {
        withdraw();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.osgi.service.component.annotations.Component;

/**
 * Has Jetty read each Authorization as it was sent. Its parser keeps the fields of a connection by their text without case, and so
 * takes wrong credentials for right ones sent before, where a proxy uses one connection for many users; base64 has case. Holds for
 * connections that begin after the first request. The ranking is one that nobody else has: Pax Web keeps one customizer for each.
 */
@Component(service = HttpConfiguration.Customizer.class, property = "service.ranking:Integer=8182")
public final class ExactFields implements HttpConfiguration.Customizer {

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        configuration.setHeaderCacheSize(0);
    }
}

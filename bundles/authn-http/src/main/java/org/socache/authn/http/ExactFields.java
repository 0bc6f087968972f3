// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.osgi.service.component.annotations.Component;
import org.socache.login.jetty.FieldCache;

/**
 * Has Jetty read each Authorization as it was sent. The ranking is one that nobody else has: Pax Web keeps one customizer for each.
 */
@Component(service = HttpConfiguration.Customizer.class, property = "service.ranking:Integer=8182")
public final class ExactFields implements HttpConfiguration.Customizer {

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        FieldCache.forget(configuration, request);
    }
}

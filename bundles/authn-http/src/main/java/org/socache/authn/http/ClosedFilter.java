// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Instead of a location whose configuration makes no sense: an error to everyone, as httpd would not even start. */
final class ClosedFilter implements Filter {

    private final String location;

    /** @param location from the root of the server, without a slash at the end */
    ClosedFilter(String location) {
        this.location = location;
    }

    @Override
    public void init(FilterConfig config) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (LocationSettings.covers(location, AuthenticationFilter.path((HttpServletRequest) request))) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } else {
            chain.doFilter(request, response);
        }
    }

    @Override
    public void destroy() {}
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks.bare;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Random;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Answers {@code /bare/1k} and {@code /bare/32k} with constant fields and bytes, as many as a cached hit has, before any other
 * filter.
 */
public final class BareFilter implements Filter, BundleActivator {

    private final byte[] small = new byte[1024];
    private final byte[] large = new byte[32 * 1024];

    /** Made by the framework. */
    public BareFilter() {
        new Random(1).nextBytes(small);
        new Random(2).nextBytes(large);
    }

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.http.whiteboard.filter.name", "bare");
        properties.put("osgi.http.whiteboard.filter.pattern", "/bare/*");
        properties.put("osgi.http.whiteboard.context.select", "(osgi.http.whiteboard.context.path=*)");
        properties.put("service.ranking", 9000);
        context.registerService(Filter.class, this, properties);
    }

    /** The framework takes the service away. */
    @Override
    public void stop(BundleContext context) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
        byte[] body = ((HttpServletRequest) request).getRequestURI().endsWith("/1k") ? small : large;
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("Content-Type", "application/octet-stream");
        answer.setHeader("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
        answer.setHeader("ETag", "\"2ebc9931-400\"");
        answer.setHeader("Cache-Control", "max-age=86400");
        answer.setHeader("Accept-Ranges", "bytes");
        answer.setHeader("Age", "10");
        answer.setHeader("Cache-Status", "socache; hit; ttl=86390");
        answer.setContentLength(body.length);
        answer.getOutputStream().write(body);
    }

    @Override
    public void init(FilterConfig configuration) {}

    @Override
    public void destroy() {}
}

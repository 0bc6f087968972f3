// SPDX-License-Identifier: Apache-2.0
/**
 * A reverse proxy to configured origins, as servlets that the HTTP cache stands in front of like in front of any other.
 * Counterpart: httpd's {@code ProxyPass}. The transport, with its connection pool and streaming, is Jetty's client.
 */
package org.socache.http.proxy;

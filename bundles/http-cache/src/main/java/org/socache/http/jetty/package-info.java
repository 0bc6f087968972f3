// SPDX-License-Identifier: Apache-2.0
/**
 * The quick handler: the cache in front of every web context of a Jetty 9.4 server, as httpd's {@code CacheQuickHandler on}
 * puts it in front of almost all request phases. Only this package knows Jetty.
 */
package org.socache.http.jetty;

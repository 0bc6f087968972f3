// SPDX-License-Identifier: Apache-2.0
/**
 * The consumer {@code mod_ssl-sess}: TLS sessions of SunJSSE, sealed and kept in a shared object cache, so that a client
 * resumes on another node or after a restart. Counterpart: httpd's {@code ssl_scache.c} and {@code ssl_engine_kernel.c}.
 */
package org.socache.ssl.session;

// SPDX-License-Identifier: Apache-2.0
/**
 * The consumer {@code mod_ssl-staple}: OCSP responses for the certificates of this JVM, fetched ahead of the handshakes
 * that need them, verified, and kept in a shared object cache so that one node fetches for all. Counterpart: httpd's
 * {@code ssl_util_stapling.c}, which fetches inside the handshake, one at a time, and verifies nothing.
 */
package org.socache.ssl.stapling;

// SPDX-License-Identifier: Apache-2.0
/**
 * A distcache server in front of any provider: distcache clients (httpd's {@code mod_socache_dc}, libdistcache, {@code
 * dc_client}, {@code org.socache.provider.dc}) share a cache of this node, over a UNIX socket or TCP.
 *
 * <p>{@link org.socache.dc.server.DcServer} owns one selector thread, on which all sockets are read and written, so that
 * a slow client holds no thread; {@link org.socache.dc.server.CacheRequests} answers whole requests on a few workers. The
 * server never trusts a client: what is broken, slow, idle or too much is dropped, and counted by reason.
 *
 * <p>Counterpart: distcache's {@code dc_server}, whose answers it gives, whose defects it leaves out: it does not abort at
 * a foreign byte, reads frames however they arrive, and evicts as its provider does.
 */
package org.socache.dc.server;

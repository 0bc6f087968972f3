// SPDX-License-Identifier: Apache-2.0
/**
 * The provider {@code memcache}: entries under {@code <consumer>:<hex of the id>} with their raw data and flags 0, as httpd's
 * mod_socache_memcache writes them, so that both can share one server. memcached cannot list what it holds, and keeps
 * expiry times to itself, in whole seconds.
 *
 * <p>The client is AWS's fork of spymemcached, embedded: one connection to each server, on which the calls of all threads
 * follow each other without waiting for answers.
 */
package org.socache.provider.memcache;

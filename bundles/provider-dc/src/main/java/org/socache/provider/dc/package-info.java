// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code dc} provider: a cache on a distcache server, reached over a UNIX socket or TCP.
 *
 * <p>{@link org.socache.provider.dc.DcCache} turns the calls of the contract into distcache's four operations; {@link
 * org.socache.provider.dc.DcClient} carries them out on connections that it keeps; one {@link
 * org.socache.provider.dc.DcConnection} has one request under way at a time.
 *
 * <p>Counterpart: httpd's {@code mod_socache_dc}. Keys and data on the wire are the same. What differs:
 *
 * <ul>
 *   <li>The lifetime is the whole time that is left; httpd's module sends its milliseconds part only, so that its entries
 *       live for less than a second.
 *   <li>A store replaces: distcache's ADD refuses a key that is there, so it is removed and added again. Between the two a
 *       reader misses. If another writer adds in between, its value is removed too, up to three times; then the store is
 *       refused as busy, and what is there is the other writer's.
 *   <li>Ids longer than 64 bytes are hashed.
 *   <li>Every call ends within a time limit.
 *   <li>Data of under 5 bytes, which libdistcache cannot read back, and of the sizes that the reference server corrupts,
 *       is refused.
 * </ul>
 *
 * <p>A store or remove without an answer leaves the key in doubt: this instance removes it before it reads it again. That
 * does not reach other processes, nor a request that was given up on and that the server takes up only after a later one.
 *
 * <p>As in httpd the consumer's name is not part of the key: all users of one server share one flat key space.
 */
package org.socache.provider.dc;

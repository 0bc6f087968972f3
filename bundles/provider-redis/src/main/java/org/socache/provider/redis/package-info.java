// SPDX-License-Identifier: Apache-2.0
/**
 * The provider {@code redis}: entries under {@code <consumer>:<hex of the id>} with their raw data and a life in
 * milliseconds, as httpd's mod_socache_redis writes them, so that both can share one server.
 */
package org.socache.provider.redis;

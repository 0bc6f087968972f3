// SPDX-License-Identifier: Apache-2.0
/**
 * The distcache wire protocol, version 0x0011: frames, the messages they carry, the payload of an ADD, and address strings.
 *
 * <p>Plain binary request and response over a byte stream. A message is 1 to 16 frames, a frame a 14-byte header and 0 to
 * 2048 bytes of payload; all integers are unsigned and big-endian. The classes here know neither sockets nor caches, so
 * that the client ({@code org.socache.provider.dc}) and the server ({@code org.socache.dc.server}) share them. Each of the
 * two bundles carries its own private copy: the package is exported by nobody.
 *
 * <p>Source: the protocol as spoken by distcache 1.5 ({@code dc_server}, {@code dc_client}, libdistcache), which httpd's
 * {@code mod_socache_dc} links.
 */
package org.socache.dc.protocol;

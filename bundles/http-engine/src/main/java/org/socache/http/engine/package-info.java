// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of an HTTP cache shared by many users: RFC 9111 (caching), 9110 (conditionals, ranges), 5861 (stale content),
 * 8246 (immutable), 9211 (Cache-Status), 9213 (targeted cache control), with the meaning of httpd's mod_cache directives.
 *
 * <p>Start at {@link org.socache.http.engine.CacheEngine}. An adapter hands it heads of messages and a
 * {@link org.socache.http.engine.RecordStore}; it gets back decisions, each with a
 * {@link org.socache.http.engine.Reason}, and {@link org.socache.http.engine.Changes} to apply to the store. The engine
 * never moves a byte itself: it neither reads sockets, nor waits, nor keeps state between calls.
 */
@Export
@Version("1.0.0")
package org.socache.http.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

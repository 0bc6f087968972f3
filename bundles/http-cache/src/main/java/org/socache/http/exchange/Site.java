// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import org.socache.http.engine.CacheEngine;

/**
 * What holds for a URI.
 *
 * @param engine the rules
 * @param shelves where its responses are kept
 */
record Site(CacheEngine engine, Shelves shelves) {}

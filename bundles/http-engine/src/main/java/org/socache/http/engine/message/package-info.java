// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP messages as immutable values: fields, request and response heads, the effective request URI.
 *
 * <p>Nothing here decides anything about caching, and nothing knows a servlet container.
 */
@Export
@Version("1.0.0")
package org.socache.http.engine.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/**
 * What a place to keep responses in must be able to do. The storage {@code socache} is the HTTP cache's own; others come as
 * services, and {@code CacheEnable} names them by their type.
 */
@Export
@Version("1.0.0")
package org.socache.http.storage;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

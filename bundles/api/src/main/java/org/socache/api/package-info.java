// SPDX-License-Identifier: Apache-2.0
/**
 * What a consumer of a shared object cache sees: a handle that is always usable, and the values that pass through it.
 *
 * <p>A consumer never sees a provider. It registers with {@link org.socache.api.SharedCaches} under its consumer name and
 * a configuration string such as {@code shmcb:data/http.cache(64M)}; which provider answers may change at run time.
 *
 * <p>All times are absolute, in milliseconds since the epoch; all sizes are bytes.
 */
@Export
@Version("1.0.0")
package org.socache.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

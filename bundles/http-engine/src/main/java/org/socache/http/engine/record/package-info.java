// SPDX-License-Identifier: Apache-2.0
/**
 * What is stored: responses, variant indexes, their keys, and the portable byte records they travel in.
 *
 * <p>A damaged, foreign or newer record decodes to "absent"; nothing in this package throws on bytes it was handed.
 */
@Export
@Version("1.0.0")
package org.socache.http.engine.record;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

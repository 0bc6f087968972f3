// SPDX-License-Identifier: Apache-2.0
/** OCSP responses for TLS stacks that SunJSSE's bridge does not reach. */
@Export
@Version("1.0.0")
package org.socache.ssl.stapling.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/** What attaches to the TLS contexts of this JVM, and how a context that the provider did not make is handed in. */
@Export
@Version("1.0.0")
package org.socache.ssl.provider.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

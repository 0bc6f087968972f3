// SPDX-License-Identifier: Apache-2.0
/** MBeans whose attributes and operations carry sentences. */
@Export
@Version("1.0.0")
package org.socache.api.jmx;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP cache as other bundles see it: purging, and the last decisions with their reasons. Used by the shell, by JMX and
 * by the console.
 */
@Export
@Version("1.0.0")
package org.socache.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/** How responses lie in files: names, headers, bodies. Knows nothing but the JDK, so that the cleaner runs without OSGi. */
package org.socache.http.disk.file;

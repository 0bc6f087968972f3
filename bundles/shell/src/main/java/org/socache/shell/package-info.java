// SPDX-License-Identifier: Apache-2.0
/** Karaf commands of scope {@code socache}. They see the caches through {@link org.socache.api.admin.CacheAdmin} alone. */
package org.socache.shell;

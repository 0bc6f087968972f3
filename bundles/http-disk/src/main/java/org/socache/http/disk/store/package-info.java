// SPDX-License-Identifier: Apache-2.0
/** The storage {@code disk}: entries in files below one root, an index in memory that keeps them within their limits. */
package org.socache.http.disk.store;

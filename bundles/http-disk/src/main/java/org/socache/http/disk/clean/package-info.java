// SPDX-License-Identifier: Apache-2.0
/** The cleaner: what httpd's htcacheclean does for mod_cache_disk, for a tree that a node uses or that none does. */
package org.socache.http.disk.clean;

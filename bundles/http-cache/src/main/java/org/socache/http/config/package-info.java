// SPDX-License-Identifier: Apache-2.0
/** httpd's directives of mod_cache and mod_cache_socache: read, checked, and kept as values. */
package org.socache.http.config;

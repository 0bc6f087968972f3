// SPDX-License-Identifier: Apache-2.0
/** Files kept open or in memory and served from there, with the rules of HTTP for conditions and ranges (mod_file_cache). */
package org.socache.http.files;

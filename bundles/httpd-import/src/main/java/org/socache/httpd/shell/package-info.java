// SPDX-License-Identifier: Apache-2.0
/** The command {@code socache:import-httpd}. */
package org.socache.httpd.shell;

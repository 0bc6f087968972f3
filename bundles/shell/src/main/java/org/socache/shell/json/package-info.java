// SPDX-License-Identifier: Apache-2.0
/** What commands print with {@code --json}; each bundle of commands has a copy inside. */
package org.socache.shell.json;

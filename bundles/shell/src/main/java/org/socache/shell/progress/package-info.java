// SPDX-License-Identifier: Apache-2.0
/** What commands show while they work; each bundle of commands has a copy inside. */
package org.socache.shell.progress;

// SPDX-License-Identifier: Apache-2.0
/** Purging by HTTP: off unless it is configured, and open only to listed addresses and to users of a role. */
package org.socache.http.purge;

// SPDX-License-Identifier: Apache-2.0
/** The distribution as a reverse proxy: against the public tests for HTTP caches, and against what those do not ask. */
package org.socache.itests.conformance;

// SPDX-License-Identifier: Apache-2.0
/** An HTTP server for OCSP inside one host; not exported, bundles that listen have a copy. */
package org.socache.ssl.stapling.loopback;

// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP authentication for web contexts: Basic (RFC 7617) and Digest (RFC 7616) with httpd's providers and directives, and the
 * authentication cache among them as {@code socache}.
 */
@Export
@Version("1.0.0")
package org.socache.authn.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

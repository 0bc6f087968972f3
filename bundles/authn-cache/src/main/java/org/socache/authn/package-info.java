// SPDX-License-Identifier: Apache-2.0
/**
 * The authentication cache: credentials that a slow back end has verified once, remembered on any provider. Counterpart:
 * httpd's mod_authn_socache; {@link org.socache.authn.AuthnCache#store} answers to its {@code ap_authn_cache_store}.
 */
@Export
@Version("1.0.0")
package org.socache.authn;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

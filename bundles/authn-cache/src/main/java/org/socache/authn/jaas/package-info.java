// SPDX-License-Identifier: Apache-2.0
/**
 * The cache in front of JAAS realms: a realm of the same name and a higher rank wraps the login modules that
 * AuthnCacheProvideFor names, and leaves everything else of the realm as it is.
 */
package org.socache.authn.jaas;

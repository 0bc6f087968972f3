// SPDX-License-Identifier: Apache-2.0
/**
 * What the providers with remote servers share: httpd's directive syntax, secrets, TLS, and a fleet of independent servers
 * with consistent hashing. Every such provider carries this package privately, so it is no bundle of its own.
 */
package org.socache.provider.support;

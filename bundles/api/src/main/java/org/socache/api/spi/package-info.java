// SPDX-License-Identifier: Apache-2.0
/**
 * What a provider of a shared object cache implements: one {@link org.socache.api.spi.CacheProvider} service with the
 * property {@code provider.name}, whose instances know ids, bytes and expiry times, and never a consumer.
 *
 * <p>Counterpart: httpd's {@code include/ap_socache.h}. Its create and init are one {@code open} here, its destroy is
 * {@code close}; store, retrieve, remove, status and iterate keep their meaning.
 */
@Export
@Version("1.0.0")
package org.socache.api.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

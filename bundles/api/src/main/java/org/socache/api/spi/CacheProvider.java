// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.api.InvalidSpecificationException;

/** A kind of cache: shared memory, a file, a server. Registered as a service with {@link #PROVIDER_NAME}. */
@ConsumerType
public interface CacheProvider {

    /** Service property: the name consumers write before the colon, for instance {@code shmcb}. */
    String PROVIDER_NAME = "provider.name";

    /**
     * Opens an instance. Does not wait for a server that is down: such an instance opens degraded, and its calls throw
     * {@link ProviderException} until the server is back.
     *
     * @param argument what follows the colon, in httpd's syntax of that provider; null or empty for the defaults
     * @throws InvalidSpecificationException if the argument is wrong or what it names cannot be used; the message says
     *     what is wrong and what would be right
     * @throws ProviderException if nothing can be opened now, but may be later; a cache that is new waits for that
     */
    CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException;
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.api.EntryVisitor;

/** An instance that can list what it holds. memcached and distcache cannot, and say so by not being of this type. */
@ConsumerType
public interface Listable {

    /**
     * Visits every unexpired entry of this consumer that is there from beginning to end of the walk, each with id, expiry and
     * data; others may or may not be seen. An entry may be seen twice if it moves meanwhile. The visitor may stop the
     * walk, and may call the instance.
     *
     * @throws ProviderException if the server cannot be asked
     */
    void iterate(EntryVisitor visitor);

    /**
     * Drops every entry of this consumer and nothing else.
     *
     * @throws ProviderException if the server cannot be asked
     */
    void clear();
}

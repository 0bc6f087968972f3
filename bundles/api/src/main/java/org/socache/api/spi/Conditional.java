// SPDX-License-Identifier: Apache-2.0
package org.socache.api.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.socache.api.Versioned;

/**
 * An instance that can tell, for less than reading it costs, whether an entry is still the one that a caller has read before:
 * a caller who keeps what it made of the data need not make it again. What HTTP does with an entity-tag.
 */
@ConsumerType
public interface Conditional {

    /**
     * As {@link CacheInstance#retrieve}, but without the data while the entry is of the version known. Whoever replaced, removed
     * or expired it, and in whichever process, it is not of that version any more.
     *
     * @param known a version that this call gave for this id before, perhaps of another instance; or {@link Versioned#NONE}
     * @return null where retrieve returns null. Its version is of this entry alone: no later entry of the id has it, nor one in
     *     any other instance
     * @throws ProviderException if the server cannot be asked
     */
    Versioned retrieve(byte[] id, long known);
}

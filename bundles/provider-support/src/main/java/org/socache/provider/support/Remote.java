// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.Collection;

/**
 * A client of one server, as a {@link Fleet} needs it. Every call ends within the client's time limit, and throws
 * {@link Unreachable} if the server is to blame.
 */
public interface Remote extends AutoCloseable {

    /** One round trip. */
    void ping();

    /** Removes keys, whether they are there or not. */
    void delete(Collection<String> keys);

    @Override
    void close();
}

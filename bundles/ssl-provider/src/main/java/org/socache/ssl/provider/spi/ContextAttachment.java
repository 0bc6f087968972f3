// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.spi;

/**
 * Something that serves TLS contexts, such as a session cache; found in the service registry. It sees every context that
 * is alive when it comes, and every one made later. Calls come one at a time.
 */
public interface ContextAttachment {

    /** Serves the context from now on. Runs inside {@code SSLContext.init}: what may take long belongs elsewhere. */
    void attach(ServerContext context);

    /** Leaves the context as it was found. */
    void detach(ServerContext context);
}

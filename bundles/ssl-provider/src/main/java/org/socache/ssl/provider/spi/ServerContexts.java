// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.spi;

import java.util.List;
import javax.net.ssl.SSLContext;

/** The TLS contexts that are served; the door for those not made by the provider {@code Socache}. */
public interface ServerContexts {

    /** Ends the service of one context. */
    interface Attached extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Serves a context that SunJSSE made, after its {@code init} and before its first handshake.
     *
     * @param name what sets it apart from contexts with the same certificates and trust but another policy, for instance
     *     the connector's name. Nodes that share sessions give the same name.
     * @return keeps the context attached until closed
     * @throws IllegalArgumentException if the context is not SunJSSE's
     * @throws IllegalStateException if this JVM lacks the flags that let anyone look inside; the message has them
     */
    Attached attach(SSLContext context, String name);

    /** The contexts alive now. */
    List<ServerContext> live();
}

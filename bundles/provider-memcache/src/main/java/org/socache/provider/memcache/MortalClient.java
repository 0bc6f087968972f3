// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.MemcachedClient;

/** The library's client, and whether it lives: it does not tell, and once dead stays so. */
final class MortalClient extends MemcachedClient {

    MortalClient(ConnectionFactory factory, List<InetSocketAddress> servers) throws IOException {
        super(factory, servers);
    }

    /**
     * Whether the client's one thread lives. An {@link Error} ends it, be it a heap that was full for a moment or an absurd
     * length that the server sent; every call would wait in vain from then on.
     */
    boolean isAlive() {
        return mconn.isAlive();
    }
}

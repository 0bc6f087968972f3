// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.memcache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.OperationFuture;
import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.OperationStatus;

/**
 * A client with one more way to read. The library's own take the data of whatever key the server names, or, for a list of keys,
 * go through a map of nodes, a map of answers and a future for each.
 */
final class KeyCheckingClient extends MemcachedClient {

    KeyCheckingClient(ConnectionFactory factory, List<InetSocketAddress> servers) throws IOException {
        super(factory, servers);
    }

    /**
     * Whether the client's one thread lives. An {@link Error} ends it, be it a heap that was full for a moment or an absurd
     * length that the server sent; every call would wait in vain from then on.
     */
    boolean isAlive() {
        return mconn.isAlive();
    }

    /** The answer of the server; its data are null if it does not have the key. */
    Future<Answer> read(String key) {
        CountDownLatch done = new CountDownLatch(1);
        OperationFuture<Answer> future = new OperationFuture<>(key, done, operationTimeout, executorService);
        GetOperation operation = opFact.get(key, new GetOperation.Callback() {

            private Answer answer = new Answer(key, null);

            @Override
            public void gotData(String named, int flags, byte[] data) {
                answer = new Answer(named, data);
            }

            @Override
            public void receivedStatus(OperationStatus status) {
                future.set(answer, status);
            }

            @Override
            public void complete() {
                done.countDown();
                future.signalComplete();
            }
        });
        future.setOperation(operation);
        mconn.enqueueOperation(key, operation);
        return future;
    }

    /** Data, and the key that the server says they belong to. */
    record Answer(String key, byte[] data) {}
}

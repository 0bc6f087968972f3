// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpDestination;
import org.eclipse.jetty.client.api.Connection;
import org.eclipse.jetty.client.http.HttpChannelOverHTTP;
import org.eclipse.jetty.client.http.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.http.HttpConnectionOverHTTP;
import org.eclipse.jetty.client.http.HttpReceiverOverHTTP;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Promise;

/** Connections to origins: Jetty's, which are given up in time, keep every field as it came, and read what ends with the connection. */
final class OriginTransport extends HttpClientTransportOverHTTP {

    /**
     * A connection older than this is not used again. Servers close idle ones after five seconds or more; a request that
     * meets the close on its way could not be repeated, since nobody knows whether it was carried out.
     */
    private static final long OLDEST_CONNECTION_MILLIS = 4_000;

    OriginTransport() {
        super(1);
        setConnectionPoolFactory(OriginTransport::newConnectionPool);
        // its field cache takes values that differ in case for the same: "MaX-aGe=1" after "max-age=1", but credentials
        // too
        setHeaderCacheSize(0);
    }

    private static DuplexConnectionPool newConnectionPool(HttpDestination destination) {
        DuplexConnectionPool pool = new DuplexConnectionPool(
                destination, destination.getHttpClient().getMaxConnectionsPerDestination(), destination);
        pool.setMaxDuration(OLDEST_CONNECTION_MILLIS);
        return pool;
    }

    @Override
    protected HttpConnectionOverHTTP newHttpConnection(
            EndPoint endPoint, HttpDestination destination, Promise<Connection> promise) {
        return new OriginConnection(endPoint, destination, promise);
    }

    /** A connection with a {@link CloseDelimitedReceiver}. */
    static final class OriginConnection extends HttpConnectionOverHTTP {

        OriginConnection(EndPoint endPoint, HttpDestination destination, Promise<Connection> promise) {
            super(endPoint, destination, promise);
        }

        @Override
        protected HttpChannelOverHTTP newHttpChannel() {
            return new OriginChannel(this);
        }

        /** Also while the receiver reads by itself: it makes Jetty's loop leave the bytes to it, and no pool take it back. */
        @Override
        public boolean isClosed() {
            return super.isClosed()
                    || ((OriginChannel) getHttpChannel()).receiver().readsByItself();
        }

        @Override
        protected void addBytesIn(long bytes) {
            super.addBytesIn(bytes);
            ((OriginChannel) getHttpChannel()).receiver().read(bytes);
        }

        /**
         * Whether it ended otherwise than in order: Jetty takes an error for the end. A channel that has ended tells again how.
         * (For TLS it is for {@code close_notify} to tell.)
         */
        boolean broke() {
            if (!getEndPoint().isInputShutdown() || !(getEndPoint().getTransport() instanceof SocketChannel channel)) {
                return false;
            }
            try {
                return channel.read(ByteBuffer.allocate(1)) > 0;
            } catch (IOException reset) {
                return true;
            }
        }

        /** Ends it, and what is on it. */
        void fail(Throwable failure) {
            close(failure);
        }
    }

    private static final class OriginChannel extends HttpChannelOverHTTP {

        OriginChannel(OriginConnection connection) {
            super(connection);
        }

        @Override
        protected HttpReceiverOverHTTP newHttpReceiver() {
            return new CloseDelimitedReceiver(this);
        }

        CloseDelimitedReceiver receiver() {
            return (CloseDelimitedReceiver) getHttpReceiver();
        }
    }
}

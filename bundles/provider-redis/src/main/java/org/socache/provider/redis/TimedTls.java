// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/** Puts TLS over connections that are {@link TimedSocket timed}; Jedis makes them itself, and asks for nothing else. */
final class TimedTls extends SSLSocketFactory {

    private final SSLSocketFactory tls;
    private final Duration limit;

    TimedTls(SSLSocketFactory tls, Duration limit) {
        this.tls = tls;
        this.limit = limit;
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(new TimedSocket(connected, limit), host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}

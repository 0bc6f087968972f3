// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

import org.socache.ssl.provider.spi.ServerContext;

/**
 * SunJSSE's context, announced once it has its keys. Engines and sockets are SunJSSE's own, not wrapped: Jetty speaks
 * HTTP/2 only over engines whose class is in java.base.
 */
final class SocacheContext extends SSLContextSpi {

    private final SSLContext jsse;
    private final LiveContexts contexts;

    SocacheContext(String algorithm, LiveContexts contexts) throws NoSuchAlgorithmException {
        this.contexts = contexts;
        try {
            this.jsse = SSLContext.getInstance(algorithm, "SunJSSE");
        } catch (NoSuchProviderException e) {
            throw new NoSuchAlgorithmException("this JVM has no provider SunJSSE to build on", e);
        }
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        Credentials credentials = Credentials.of(keys, trust);
        if (credentials.keys() instanceof X509ExtendedKeyManager extended) {
            HoldingKeyManager holder = new HoldingKeyManager(extended);
            jsse.init(new KeyManager[] {holder}, trust, random);
            ServerContext served = new ServerContext("", jsse, credentials.chains(), credentials.trust());
            holder.hold(served);
            contexts.opened(served);
        } else {
            jsse.init(keys, trust, random); // no certificate, or a key manager from before engines: not served
        }
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return jsse.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return jsse.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return jsse.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return jsse.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return jsse.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return jsse.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return jsse.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return jsse.getSupportedSSLParameters();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.socache.ssl.provider.spi.ServerContext;

/**
 * The key manager it was given, and a reference. SunJSSE's context keeps its key manager as long as any engine, socket or
 * factory of it is in use, and so what is held here lives exactly as long, also when nobody has kept the SSLContext.
 */
final class HoldingKeyManager extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager keys;

    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // being referenced is its use
    private ServerContext held;

    HoldingKeyManager(X509ExtendedKeyManager keys) {
        this.keys = keys;
    }

    void hold(ServerContext context) {
        held = context;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return keys.chooseEngineClientAlias(keyTypes, issuers, engine);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return keys.chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return keys.getClientAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return keys.getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return keys.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContexts;

/** The provider as the framework starts it, for tests in other bundles. */
public final class StartedProvider implements AutoCloseable {

    private final LiveContexts contexts = new LiveContexts();
    private final SocacheProvider provider = SocacheProvider.register(contexts);

    public ServerContexts contexts() {
        return contexts;
    }

    public StartedProvider with(ContextAttachment attachment) {
        contexts.addAttachment(attachment);
        return this;
    }

    public void without(ContextAttachment attachment) {
        contexts.removeAttachment(attachment);
    }

    /** A context as Jetty makes it. */
    public static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS", "Socache");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        provider.unregister();
    }
}

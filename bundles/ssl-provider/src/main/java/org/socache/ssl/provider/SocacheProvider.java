// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * The security provider {@value #NAME}. It comes last in the list, so only who asks for it by name gets it, as Pax Web
 * does with {@code org.ops4j.pax.web.ssl.provider = Socache}. It must be registered before the connector opens: Jetty
 * falls back to the default silently.
 */
final class SocacheProvider extends Provider {

    static final String NAME = "Socache";

    private static final long serialVersionUID = 1L;
    private static final List<String> ALGORITHMS = List.of("TLS", "TLSv1.2", "TLSv1.3");

    private SocacheProvider(LiveContexts contexts) {
        super(NAME, "0.1", "SunJSSE with shared session and stapling caches");
        ALGORITHMS.forEach(algorithm -> putService(new ContextService(this, algorithm, contexts)));
    }

    /** Takes the place of one that an earlier start of this bundle may have left. */
    static SocacheProvider register(LiveContexts contexts) {
        SocacheProvider provider = new SocacheProvider(contexts);
        Security.removeProvider(NAME);
        Security.addProvider(provider);
        return provider;
    }

    void unregister() {
        if (Security.getProvider(NAME) == this) {
            Security.removeProvider(NAME);
        }
    }

    /** Makes the SPI itself: the JDK would look the class up by name, through the wrong class loader. */
    private static final class ContextService extends Service {

        private final LiveContexts contexts;

        ContextService(Provider provider, String algorithm, LiveContexts contexts) {
            super(provider, "SSLContext", algorithm, SocacheContext.class.getName(), List.of(), Map.of());
            this.contexts = contexts;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new SocacheContext(getAlgorithm(), contexts);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

import org.socache.ssl.provider.spi.ServerContext;

/** Finds out whether this JVM lets us staple, by attaching to a context that no one uses. */
final class StaplingProbe {

    /** What a JVM must be started with. */
    static final String FLAGS = "--add-opens java.base/sun.security.ssl=ALL-UNNAMED"
            + " --add-exports java.base/sun.security.util=ALL-UNNAMED"
            + " --add-exports java.base/sun.security.provider.certpath=ALL-UNNAMED";

    private StaplingProbe() {}

    /** @throws UnsupportedRuntimeException if it does not; the message says why and what to add */
    static JsseStapling open() throws UnsupportedRuntimeException {
        try {
            JsseStapling jsse = new JsseStapling();
            SSLContext unused = SSLContext.getInstance("TLS", "SunJSSE");
            unused.init(null, null, null);
            ServerContext context = new ServerContext("", unused, List.of(), null);
            jsse.install(context, Map.of());
            jsse.restore(context);
            return jsse;
        } catch (UnsupportedRuntimeException | LinkageError | RuntimeException | GeneralSecurityException e) {
            throw new UnsupportedRuntimeException(
                    "OCSP responses go through a responder on loopback, without tryLater, and to connectors"
                            + " that open from now on: " + e.getMessage()
                            + "; for all of stapling add \"" + FLAGS + "\" to EXTRA_JAVA_OPTS in bin/setenv",
                    e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

/**
 * Finds out whether this JVM lets its TLS sessions out. Names nothing that extends a class of the JDK's closed packages:
 * without the flags such a class does not even load.
 */
final class JsseProbe {

    /** What a JVM must be started with. */
    static final String FLAGS =
            "--add-opens java.base/sun.security.ssl=ALL-UNNAMED --add-exports java.base/sun.security.util=ALL-UNNAMED";

    private JsseProbe() {}

    /** @throws UnsupportedRuntimeException if it does not; the message says why and what to add */
    static JsseSessions open() throws UnsupportedRuntimeException {
        try {
            JsseSessions jsse = new JsseSessions();
            SelfTest.pass(jsse);
            return jsse;
        } catch (UnsupportedRuntimeException | LinkageError e) {
            throw new UnsupportedRuntimeException(
                    "TLS sessions are not shared: " + e.getMessage() + "; add \"" + FLAGS
                            + "\" to EXTRA_JAVA_OPTS in bin/setenv",
                    e);
        }
    }
}

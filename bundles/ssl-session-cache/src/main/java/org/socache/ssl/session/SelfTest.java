// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * Sends a session through a TLS context on the way it will go later, but for the sealing, before any
 * connection depends on it.
 */
final class SelfTest {

    /** TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384. */
    private static final int SUITE = 0xc030;

    private SelfTest() {}

    /** @throws UnsupportedRuntimeException if the session does not arrive as it left */
    static void pass(JsseSessions jsse) throws UnsupportedRuntimeException {
        try {
            SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(null, null, null);
            jsse.install(context.getServerSessionContext(), original -> new Wire(original, context, jsse), 300);
            byte[] id = new byte[32];
            Arrays.fill(id, (byte) 7);
            SSLSession sent = jsse.fresh(context, id, SUITE, new SecretKeySpec(new byte[48], "TlsMasterSecret"));
            jsse.put(context.getServerSessionContext(), sent);
            SSLSession got = context.getServerSessionContext().getSession(id);
            if (got == null || got == sent || !got.getCipherSuite().equals(sent.getCipherSuite())) {
                throw new UnsupportedRuntimeException("a TLS session came back as " + got, null);
            }
        } catch (RuntimeException | GeneralSecurityException e) {
            throw new UnsupportedRuntimeException(e.toString(), e);
        }
    }

    /** Holds sessions as written, in place of the shared cache. */
    private static final class Wire extends InstalledCache {

        private final SSLContext context;
        private final JsseSessions jsse;
        private final Map<String, byte[]> written = new HashMap<>();

        Wire(JsseSessions.Original original, SSLContext context, JsseSessions jsse) {
            super(original);
            this.context = context;
            this.jsse = jsse;
        }

        private String hex(Object key) {
            return HexFormat.of().formatHex(jsse.id(key));
        }

        @Override
        public void put(Object key, Object value) {
            written.put(hex(key), jsse.write((SSLSession) value));
        }

        @Override
        public Object get(Object key) {
            byte[] form = written.get(hex(key));
            return form == null ? null : jsse.read(context, jsse.id(key), form, null);
        }

        @Override
        public Object pull(Object key) {
            Object session = get(key);
            remove(key);
            return session;
        }

        @Override
        public void remove(Object key) {
            written.remove(hex(key));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Reads the managers of an SSLContext that someone else made. There is no public way; the path inside SunJSSE, the same
 * in Java 17 to 25, is {@code SSLEngineImpl.conContext -> TransportContext.sslContext -> SSLContextImpl.keyManager}.
 */
final class JsseCredentials {

    private JsseCredentials() {}

    /** @throws IllegalArgumentException if the context is not SunJSSE's, or has not been initialised */
    static Credentials of(SSLContext context) {
        Object jsse = field(field(context.createSSLEngine(), "conContext"), "sslContext");
        return Credentials.of(
                new KeyManager[] {(KeyManager) field(jsse, "keyManager")},
                new TrustManager[] {(TrustManager) field(jsse, "trustManager")});
    }

    private static Object field(Object holder, String name) {
        Class<?> type = holder.getClass();
        while (type != Object.class) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(holder);
            } catch (NoSuchFieldException e) {
                type = type.getSuperclass();
            } catch (InaccessibleObjectException | IllegalAccessException e) {
                throw new IllegalStateException(
                        "this JVM hides its TLS contexts; start it with"
                                + " --add-opens java.base/sun.security.ssl=ALL-UNNAMED",
                        e);
            }
        }
        throw new IllegalArgumentException("not a context of SunJSSE: " + holder.getClass() + " has no " + name);
    }
}

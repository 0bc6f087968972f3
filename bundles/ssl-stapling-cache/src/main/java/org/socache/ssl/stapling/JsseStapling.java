// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import javax.net.ssl.SSLContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.ssl.provider.spi.ServerContext;

/**
 * The one place that reaches into SunJSSE's stapling, and that names {@link ContextResponses}, which does not even load
 * without the flags. Under a context goes a response manager of its own whose cache is ours and whose threads ask no one,
 * so JSSE never goes to the network in a handshake. Members are the same in Java 17 to 25; a JVM that lacks one is known
 * when this is made.
 */
final class JsseStapling {

    /** What a context worked with before it was changed. */
    record Original(Object manager, boolean enabled) {}

    private static final Logger LOG = LoggerFactory.getLogger(JsseStapling.class);
    private static final String JSSE = "sun.security.ssl.";

    private final Field conContext;
    private final Field contextOfConnection;
    private final Field manager;
    private final Field enabled;
    private final Field responseCache;
    private final Field threadMgr;
    private final Constructor<?> newManager;
    private final Constructor<?> newEntry;
    private final Method serial;
    private final Method issuerName;
    private final Method issuerKey;

    /** @throws UnsupportedRuntimeException if a member is missing or closed to us */
    JsseStapling() throws UnsupportedRuntimeException {
        try {
            Class<?> certId = Class.forName("sun.security.provider.certpath.CertId");
            Class<?> managers = Class.forName(JSSE + "StatusResponseManager");
            Class<?> context = Class.forName(JSSE + "SSLContextImpl");
            conContext = open(Class.forName(JSSE + "SSLEngineImpl").getDeclaredField("conContext"));
            contextOfConnection = open(Class.forName(JSSE + "TransportContext").getDeclaredField("sslContext"));
            manager = open(context.getDeclaredField("statusResponseManager"));
            enabled = open(context.getDeclaredField("serverEnableStapling"));
            responseCache = open(managers.getDeclaredField("responseCache"));
            threadMgr = open(managers.getDeclaredField("threadMgr"));
            newManager = open(managers.getDeclaredConstructor());
            newEntry = open(Class.forName(JSSE + "StatusResponseManager$ResponseCacheEntry")
                    .getDeclaredConstructor(byte[].class, certId));
            serial = open(certId.getMethod("getSerialNumber"));
            issuerName = open(certId.getMethod("getIssuerNameHash"));
            issuerKey = open(certId.getMethod("getIssuerKeyHash"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UnsupportedRuntimeException("Java " + Runtime.version() + " keeps its stapling closed: " + e, e);
        }
    }

    private static <T extends AccessibleObject> T open(T member) {
        member.setAccessible(true);
        return member;
    }

    /** Lets a context staple what these watches know. */
    void install(ServerContext context, Map<CertificateName, CertificateWatch> watches) {
        Object jsse = contextOf(context.jsse());
        Original original = new Original(get(manager, jsse), (boolean) get(enabled, jsse));
        Object replacement = create(newManager);
        set(responseCache, replacement, new ContextResponses(context, watches, this, original));
        set(threadMgr, replacement, new NoQueries());
        set(manager, jsse, replacement);
        set(enabled, jsse, true);
    }

    /** Takes our cache away again. */
    void restore(ServerContext context) {
        Object jsse = contextOf(context.jsse());
        Object present = get(manager, jsse);
        if (present != null && get(responseCache, present) instanceof ContextResponses ours) {
            set(enabled, jsse, ours.original().enabled());
            set(manager, jsse, ours.original().manager());
        }
    }

    private Object contextOf(SSLContext context) {
        return get(contextOfConnection, get(conContext, context.createSSLEngine()));
    }

    /** JSSE's key of a response, in our terms. */
    CertificateName name(Object certId) {
        Object number = call(serial, certId);
        return new CertificateName(
                (BigInteger) number, ByteBuffer.wrap((byte[]) call(issuerName, certId)), ByteBuffer.wrap((byte[])
                        call(issuerKey, certId)));
    }

    /** JSSE's form of a response; null if JSSE cannot read it, or it is not about that certificate. */
    Object entry(byte[] der, Object certId) {
        try {
            return newEntry.newInstance(der, certId);
        } catch (InvocationTargetException e) {
            LOG.warn("JSSE refuses an OCSP response: {}", e.getCause().toString());
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(newEntry + " was open when probed", e);
        }
    }

    private static Object get(Field field, Object holder) {
        try {
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was open when probed", e);
        }
    }

    private static void set(Field field, Object holder, Object value) {
        try {
            field.set(holder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " cannot be set", e);
        }
    }

    private static Object call(Method method, Object receiver) {
        try {
            return method.invoke(receiver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method + " was open when probed", e);
        }
    }

    private static Object create(Constructor<?> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " was open when probed", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

import sun.security.util.Cache;

/**
 * The one place that reaches into SunJSSE. It finds every member it needs when it is made, so a JVM that lacks one, or
 * its flags, is known before the first handshake. Members are the same in Java 17 to 25.
 *
 * <p>Sessions travel in the form of JSSE's own stateless tickets ({@code SSLSessionImpl.write}), which is only good
 * between equal runtime versions; whoever stores it must note the version.
 */
final class JsseSessions {

    /** What a server's session context worked with before it was changed. */
    record Original(Cache<Object, Object> cache, boolean stateless, int timeout) {}

    private static final String JSSE = "sun.security.ssl.";

    private final Field sessionCache;
    private final Field statelessSession;
    private final Field conContext;
    private final Field contextOfConnection;
    private final Field negotiatedProtocol;
    private final Method putSession;
    private final Method idBytes;
    private final Method write;
    private final Method getPreSharedKey;
    private final Method setPreSharedKey;
    private final Method setMasterSecret;
    private final Method setPskIdentity;
    private final Method setContext;
    private final Method setLocalCertificates;
    private final Method protocolOf;
    private final Method suiteOf;
    private final Constructor<?> newId;
    private final Constructor<?> newHandshake;
    private final Constructor<?> readSession;
    private final Constructor<?> renameSession;
    private final Constructor<?> freshSession;

    /** @throws UnsupportedRuntimeException if a member is missing or closed to us */
    JsseSessions() throws UnsupportedRuntimeException {
        try {
            Class<?> session = jsse("SSLSessionImpl");
            Class<?> id = jsse("SessionId");
            Class<?> handshake = jsse("HandshakeContext");
            Class<?> connection = jsse("TransportContext");
            Class<?> context = jsse("SSLSessionContextImpl");
            Class<?> suite = jsse("CipherSuite");
            sessionCache = open(context.getDeclaredField("sessionCache"));
            statelessSession = open(context.getDeclaredField("statelessSession"));
            conContext = open(jsse("SSLEngineImpl").getDeclaredField("conContext"));
            contextOfConnection = open(connection.getDeclaredField("sslContext"));
            negotiatedProtocol = open(handshake.getDeclaredField("negotiatedProtocol"));
            putSession = open(context.getDeclaredMethod("put", session));
            idBytes = open(id.getDeclaredMethod("getId"));
            write = open(session.getDeclaredMethod("write"));
            getPreSharedKey = open(session.getDeclaredMethod("getPreSharedKey"));
            setPreSharedKey = open(session.getDeclaredMethod("setPreSharedKey", SecretKey.class));
            setMasterSecret = open(session.getDeclaredMethod("setMasterSecret", SecretKey.class));
            setPskIdentity = open(session.getDeclaredMethod("setPskIdentity", byte[].class));
            setContext = open(session.getDeclaredMethod("setContext", context));
            setLocalCertificates = open(session.getDeclaredMethod("setLocalCertificates", X509Certificate[].class));
            protocolOf = open(jsse("ProtocolVersion").getDeclaredMethod("valueOf", int.class));
            suiteOf = open(suite.getDeclaredMethod("valueOf", int.class));
            newId = open(id.getDeclaredConstructor(byte[].class));
            newHandshake =
                    open(jsse("ServerHandshakeContext").getDeclaredConstructor(jsse("SSLContextImpl"), connection));
            readSession = open(session.getDeclaredConstructor(handshake, ByteBuffer.class));
            renameSession = open(session.getDeclaredConstructor(session, id));
            freshSession = open(session.getDeclaredConstructor(handshake, suite, id));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UnsupportedRuntimeException(
                    "Java " + Runtime.version() + " keeps its TLS sessions closed: " + e, e);
        }
    }

    private static Class<?> jsse(String name) throws ClassNotFoundException {
        return Class.forName(JSSE + name);
    }

    private static <T extends AccessibleObject> T open(T member) {
        member.setAccessible(true);
        return member;
    }

    /**
     * Puts a cache under a server's session context. Stateless tickets go off with it, for this context only: TLS 1.3
     * tickets become 32-byte ids that are looked up in the cache, and TLS 1.2 clients get ids even if they offer tickets.
     */
    @SuppressWarnings("unchecked")
    void install(SSLSessionContext context, Function<Original, InstalledCache> cache, int timeoutSeconds) {
        Original original = new Original(
                (Cache<Object, Object>) get(sessionCache, context),
                (boolean) get(statelessSession, context),
                context.getSessionTimeout());
        context.setSessionTimeout(timeoutSeconds);
        set(sessionCache, context, cache.apply(original));
        set(statelessSession, context, false);
    }

    /** Takes our cache away again; what this JVM holds of TLS 1.2 stays resumable here. */
    void restore(SSLSessionContext context) {
        if (get(sessionCache, context) instanceof InstalledCache installed) {
            Original original = installed.original();
            set(sessionCache, context, original.cache());
            set(statelessSession, context, original.stateless());
            context.setSessionTimeout(original.timeout());
        }
    }

    /** The bytes of JSSE's key object. */
    byte[] id(Object key) {
        return (byte[]) call(idBytes, key);
    }

    /** JSSE's key object of these bytes. */
    Object key(byte[] id) {
        return create(newId, (Object) id);
    }

    /** True if the session has the secret that resumption in TLS 1.3 needs; JSSE also stores some without. */
    boolean hasPreSharedKey(SSLSession session) {
        return call(getPreSharedKey, session) != null;
    }

    byte[] write(SSLSession session) {
        return (byte[]) call(write, session);
    }

    /**
     * Makes a session of its written form, as if this context had negotiated it. JSSE reads one only inside a handshake,
     * so there is one that goes no further. The copy under the right id also drops the mark that Java 25 puts on a
     * session if the handshake without SNI would have picked another of several certificates.
     *
     * @param localChain what was presented when the session was made, in case the form does not hold it (Java 25)
     */
    SSLSession read(SSLContext context, byte[] id, byte[] form, X509Certificate[] localChain) {
        Object protocol = call(protocolOf, null, (form[0] & 0xff) << 8 | form[1] & 0xff);
        Object read = create(readSession, handshake(context, protocol), ByteBuffer.wrap(form));
        SSLSession session = (SSLSession) create(renameSession, read, key(id));
        call(setPreSharedKey, session, call(getPreSharedKey, read));
        call(setPskIdentity, session, (Object) id);
        call(setContext, session, context.getServerSessionContext());
        if (session.getLocalCertificates() == null) {
            call(setLocalCertificates, session, (Object) localChain);
        }
        return session;
    }

    /** A session of TLS 1.2 that no one negotiated, for the self-test. */
    SSLSession fresh(SSLContext context, byte[] id, int suite, SecretKey masterSecret) {
        Object handshake = handshake(context, call(protocolOf, null, 0x0303));
        Object session = create(freshSession, handshake, call(suiteOf, null, suite), key(id));
        call(setMasterSecret, session, masterSecret);
        // the copy has no nulls where a negotiated session has lists
        return (SSLSession) create(renameSession, session, key(id));
    }

    /** Hands a session to the context as JSSE does when a handshake is done, for the self-test. */
    void put(SSLSessionContext context, SSLSession session) {
        call(putSession, context, session);
    }

    private Object handshake(SSLContext context, Object protocol) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        Object connection = get(conContext, engine);
        Object handshake = create(newHandshake, get(contextOfConnection, connection), connection);
        set(negotiatedProtocol, handshake, protocol);
        return handshake;
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

    private static Object call(Method method, Object receiver, Object... arguments) {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(method.getName() + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " was open when probed", e);
        }
    }

    private static Object create(Constructor<?> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("unreadable session: " + e.getCause(), e.getCause());
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(constructor + " was open when probed", e);
        }
    }
}

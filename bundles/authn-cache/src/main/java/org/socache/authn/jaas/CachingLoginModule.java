// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.socache.authn.Identity;
import org.socache.authn.Verdict;
import org.socache.authn.cache.CredentialCache;

/**
 * Stands in the place of another login module, with its control flag, and behaves as that one would: it succeeds, fails and
 * adds principals by the cache, or by asking the module. A module put before the other one could not do that: as SUFFICIENT it
 * would end the chain, and the audit modules behind would never hear of the login.
 */
public final class CachingLoginModule implements LoginModule {

    private Subject subject;
    private CallbackHandler handler;
    private Map<String, ?> sharedState;
    private WrappedEntry entry;

    /** The module behind with the application's own subject, for a login that is none of ours. */
    private LoginModule bypass;

    /** The module behind, if it was asked. */
    private Delegate delegate;

    /** What this login adds to the application's subject; null if there is no login. */
    private Subject granted;

    @Override
    public void initialize(
            Subject applicationSubject,
            CallbackHandler applicationHandler,
            Map<String, ?> state,
            Map<String, ?> options) {
        subject = applicationSubject;
        handler = applicationHandler;
        sharedState = state;
        entry = new WrappedEntry(options);
    }

    @Override
    public boolean login() throws LoginException {
        Optional<NameAndPassword> given = NameAndPassword.ask(handler);
        if (given.isEmpty()) {
            entry.cache().bypassed();
            bypass = new ProxyLoginModule();
            bypass.initialize(subject, handler, sharedState, entry.delegateOptions());
            return bypass.login();
        }
        try {
            return login(given.get());
        } finally {
            Arrays.fill(given.get().password(), '\0');
        }
    }

    private boolean login(NameAndPassword given) throws LoginException {
        CredentialCache cache = entry.cache();
        Identity identity = new Identity(context(cache), entry.source(), entry.realm(), given.name());
        Verdict verdict = cache.<LoginException>authenticate(
                identity, given.password(), cache.timeout(), () -> askDelegate(given));
        switch (verdict.answer()) {
            case GRANTED -> granted = grantedBy(verdict);
            case DENIED -> throw denial();
            case UNKNOWN_USER -> granted = null;
        }
        return granted != null;
    }

    /** JAAS knows no directory and no host; the realm is what comes nearest. */
    private String context(CredentialCache cache) {
        String context = cache.context();
        return context.equals("directory") || context.equals("server") ? entry.realm() : context;
    }

    private Verdict askDelegate(NameAndPassword given) throws LoginException {
        delegate = new Delegate(new ReplayHandler(given, handler), sharedState, entry.delegateOptions());
        return delegate.ask();
    }

    private Subject grantedBy(Verdict verdict) {
        if (delegate != null) {
            return delegate.subject();
        }
        Subject cached = new Subject();
        cached.getPrincipals().addAll(CachedPrincipals.read(verdict.attachment()));
        return cached;
    }

    private LoginException denial() {
        return delegate != null && delegate.denial() != null
                ? delegate.denial()
                : new FailedLoginException("login failed");
    }

    @Override
    public boolean commit() throws LoginException {
        if (bypass != null) {
            return bypass.commit();
        }
        if (granted == null) {
            return false;
        }
        subject.getPrincipals().addAll(granted.getPrincipals());
        subject.getPublicCredentials().addAll(granted.getPublicCredentials());
        subject.getPrivateCredentials().addAll(granted.getPrivateCredentials());
        return true;
    }

    @Override
    public boolean abort() throws LoginException {
        if (bypass != null) {
            return bypass.abort();
        }
        return granted != null && logout();
    }

    @Override
    public boolean logout() throws LoginException {
        if (bypass != null) {
            return bypass.logout();
        }
        if (granted != null) {
            subject.getPrincipals().removeAll(granted.getPrincipals());
            subject.getPublicCredentials().removeAll(granted.getPublicCredentials());
            subject.getPrivateCredentials().removeAll(granted.getPrivateCredentials());
            granted = null;
        }
        if (delegate != null) {
            delegate.logout();
            delegate = null;
        }
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.component;

import java.util.Map;

import org.socache.authn.cache.Counters;
import org.socache.authn.cache.Counters.Event;
import org.socache.authn.cache.CredentialCache;

/** The MBean. Nothing in it tells a name, a password or a key. */
final class AuthnCacheMonitor implements AuthnCacheMXBean {

    private final CredentialCache cache;
    private final Counters counters;

    AuthnCacheMonitor(CredentialCache cache, Counters counters) {
        this.cache = cache;
        this.counters = counters;
    }

    @Override
    public long getUsersCached() {
        return cache.users();
    }

    @Override
    public long getHits() {
        return counters.of(Event.HIT);
    }

    @Override
    public Map<String, Long> getMisses() {
        return counters.misses();
    }

    @Override
    public long getBackendCallsSaved() {
        return counters.of(Event.HIT) + counters.of(Event.COALESCED);
    }

    @Override
    public long getBackendCalls() {
        return counters.of(Event.BACKEND_CALL);
    }

    @Override
    public long getBackendGranted() {
        return counters.of(Event.BACKEND_GRANTED);
    }

    @Override
    public long getBackendDenied() {
        return counters.of(Event.BACKEND_DENIED);
    }

    @Override
    public long getBackendUnknownUsers() {
        return counters.of(Event.BACKEND_UNKNOWN_USER);
    }

    @Override
    public long getBackendFailures() {
        return counters.of(Event.BACKEND_FAILED);
    }

    @Override
    public long getThrottled() {
        return counters.of(Event.THROTTLED);
    }

    @Override
    public long getBypassed() {
        return counters.of(Event.BYPASSED);
    }

    @Override
    public long getStored() {
        return counters.of(Event.STORED);
    }

    @Override
    public Map<String, Long> getRefusals() {
        return counters.refusals();
    }

    @Override
    public long getTimeoutSeconds() {
        return cache.timeout().toSeconds();
    }

    @Override
    public void forgetUser(String user) {
        cache.forgetUser(user);
    }

    @Override
    public void forgetContext(String context) {
        cache.forgetContext(context);
    }

    @Override
    public void flush() {
        cache.flush();
    }

    @Override
    public void rotateKey() {
        cache.rotateKey();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.component;

import java.util.Map;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=AuthnCache,name=authn}: what the authentication cache did, and how to make it forget. */
@Description("The authentication cache: logins answered, back end calls saved, and how to make it forget")
public interface AuthnCacheMXBean {

    @Description(
            "Users with an entry, and those forgotten within three days; -1 if the provider cannot list its entries")
    @Metric("socache_authn_users")
    long getUsersCached();

    @Description("Logins answered by an entry")
    @Metric("socache_authn_hits_total")
    long getHits();

    @Description("Logins an entry could not answer, by reason")
    @Metric(value = "socache_authn_misses_total", label = "reason")
    Map<String, Long> getMisses();

    @Description("Logins for which no back end was asked: answered by an entry, or together with another login")
    @Metric("socache_authn_backend_calls_saved_total")
    long getBackendCallsSaved();

    @Description("Questions to back ends")
    @Metric("socache_authn_backend_calls_total")
    long getBackendCalls();

    @Description("Questions a back end answered with yes")
    @Metric("socache_authn_backend_granted_total")
    long getBackendGranted();

    @Description("Questions a back end answered with no")
    @Metric("socache_authn_backend_denied_total")
    long getBackendDenied();

    @Description("Questions about users a back end does not know")
    @Metric("socache_authn_backend_unknown_users_total")
    long getBackendUnknownUsers();

    @Description("Questions a back end failed to answer")
    @Metric("socache_authn_backend_failures_total")
    long getBackendFailures();

    @Description("Logins refused unasked after too many wrong passwords on a cached user")
    @Metric("socache_authn_throttled_total")
    long getThrottled();

    @Description("Logins without name and password: public key, ticket, client certificate")
    @Metric("socache_authn_bypassed_total")
    long getBypassed();

    @Description("Entries stored")
    @Metric("socache_authn_stored_total")
    long getStored();

    @Description("Verified credentials that were not stored, by reason")
    @Metric(value = "socache_authn_refused_total", label = "reason")
    Map<String, Long> getRefusals();

    @Description("Life of an entry in seconds")
    long getTimeoutSeconds();

    @Description("Forgets a user in all contexts and realms, here at once, on nodes with the same key file in a second")
    void forgetUser(@Description("The name, in any case") String user);

    @Description("Forgets everyone in a context")
    void forgetContext(@Description("As in AuthnCacheContext, or host/directory") String context);

    @Description("Forgets everyone")
    void flush();

    @Description("Puts a new random key in front, or reads the key file again; old entries stay good until they expire")
    void rotateKey();
}

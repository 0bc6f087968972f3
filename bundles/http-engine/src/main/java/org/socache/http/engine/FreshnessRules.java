// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Timing;
import org.socache.http.engine.record.Trait;
import org.socache.http.engine.syntax.DeltaSeconds;
import org.socache.http.engine.syntax.FieldList;
import org.socache.http.engine.syntax.HttpDate;

/** Computes ages and lifetimes of a response on arrival (RFC 9111 section 4.2, httpd's expiry directives). */
final class FreshnessRules {

    private final CachePolicy policy;

    FreshnessRules(CachePolicy policy) {
        this.policy = policy;
    }

    Freshness of(ResponseHead head, ResponseControl control, long requestTime, long responseTime) {
        long stated = date(head.fields().first("Date"), responseTime);
        long date = stated == HttpDate.NONE ? responseTime : stated;
        long lifetime = statedLifetime(head.fields(), control, date, responseTime);
        boolean explicit = lifetime >= 0;
        if (!explicit) {
            lifetime = estimatedLifetime(head, control, date, responseTime);
        }
        lifetime = Math.min(lifetime, seconds(policy.maxExpire()));
        long age = initialAge(head.fields(), date, requestTime, responseTime);
        long grace = Math.max(0, seconds(control.staleWhileRevalidate));
        long onError = control.staleIfError < 0 ? -1 : seconds(control.staleIfError);
        long fresh = Math.max(0, lifetime - age);
        long kept = fresh + Math.max(seconds(policy.minTime()), Math.max(grace, onError));
        long storageExpiry = responseTime + Math.min(kept, seconds(policy.maxTime()));
        Timing timing = new Timing(requestTime, responseTime, date, age, lifetime, grace, onError, storageExpiry);
        return new Freshness(timing, traits(control), explicit);
    }

    /** corrected_initial_age of RFC 9111 section 4.2.3. */
    private static long initialAge(Fields fields, long date, long requestTime, long responseTime) {
        List<String> ages = FieldList.members(fields.combined("Age"));
        // the first member of a list counts, and what is no number is ignored (RFC 9111 section 5.1)
        long ageValue = ages.isEmpty() ? 0 : Math.max(0, DeltaSeconds.parse(ages.get(0)));
        long apparentAge = Math.max(0, responseTime - date);
        long responseDelay = Math.max(0, responseTime - requestTime);
        return Math.max(apparentAge, seconds(ageValue) + responseDelay);
    }

    /** The lifetime that the origin states, ms; -1 where it states none. */
    private static long statedLifetime(Fields fields, ResponseControl control, long date, long responseTime) {
        if (control.sharedMaxAge >= 0) {
            return seconds(control.sharedMaxAge);
        }
        if (control.maxAge >= 0) {
            return seconds(control.maxAge);
        }
        if (control.targeted || !fields.contains("Expires")) {
            return -1;
        }
        long expires = date(fields.first("Expires"), responseTime);
        return expires == HttpDate.NONE ? 0 : Math.max(0, expires - date);
    }

    /** The lifetime that httpd's directives estimate, ms; 0 where nothing may be estimated. */
    private long estimatedLifetime(ResponseHead head, ResponseControl control, long date, long responseTime) {
        if (!Statuses.isHeuristicallyCacheable(head.status()) && !control.isPublic) {
            return 0;
        }
        long modified = date(head.fields().first("Last-Modified"), responseTime);
        if (modified != HttpDate.NONE && modified < date) {
            return Math.max(seconds(policy.minExpire()), (long) ((date - modified) * policy.lastModifiedFactor()));
        }
        return policy.defaultExpire() < 0 ? 0 : seconds(policy.defaultExpire());
    }

    private static Set<Trait> traits(ResponseControl control) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        add(traits, control.noCache, Trait.NO_CACHE);
        add(traits, control.forbidsStale(), Trait.NEVER_STALE);
        add(traits, control.immutable, Trait.IMMUTABLE);
        add(traits, control.allowsAuthorized(), Trait.AUTHORIZED_REUSE);
        return traits;
    }

    private static void add(Set<Trait> traits, boolean wanted, Trait trait) {
        if (wanted) {
            traits.add(trait);
        }
    }

    private static long date(String text, long now) {
        return HttpDate.parse(text, now);
    }

    private static long seconds(long seconds) {
        return 1000 * Math.min(seconds, DeltaSeconds.MAX);
    }
}

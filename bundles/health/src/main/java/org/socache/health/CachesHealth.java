// SPDX-License-Identifier: Apache-2.0
package org.socache.health;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.socache.api.CacheState;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;

/**
 * The caches as one health check. A cache that is down is a warning and never more: the site works without it, only slower,
 * and an orchestrator that took the node away for it would make things worse.
 */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=Socache caches", HealthCheck.TAGS + "=socache", HealthCheck.TAGS + "=cache"})
public final class CachesHealth implements HealthCheck {

    private final CacheAdmin admin;

    @Activate
    public CachesHealth(@Reference CacheAdmin admin) {
        this.admin = admin;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} caches are open", admin.caches().size());
        for (ManagedCache cache : admin.caches()) {
            String text = cache.name() + " is " + cache.state() + " on " + cache.specification();
            if (cache.state() == CacheState.UNBOUND || cache.state() == CacheState.DEGRADED) {
                log.warn("{}, lookups miss: {}", text, cache.reason());
            } else {
                log.info("{}", text);
            }
        }
        return new Result(log);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;
import java.util.Map;

import org.socache.httpd.config.Directive;

import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.time;

/** mod_socache_memcache and mod_socache_redis; the other providers have no directives. */
final class ProviderRules implements Rules {

    private static final Map<String, Setting> SETTINGS = Setting.table(List.of(
            server("MemcacheConnTTL", "org.socache.provider.memcache.cfg", time())
                    .but("read, and without effect: one connection to each server is kept"),
            server("RedisConnPoolTTL", "org.socache.provider.redis.cfg", time()),
            server("RedisTimeout", "org.socache.provider.redis.cfg", time())
                    .but("kept to here, which httpd does not do; the default without this line is 250ms")));

    @Override
    public boolean know(Directive directive) {
        return SETTINGS.containsKey(directive.name());
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        SETTINGS.get(directive.name()).apply(directive, around, draft);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheRegistration;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.SharedCache;
import org.socache.api.SharedCaches;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.stapling.spi.Staples;

/**
 * SSLUseStapling: opens the cache and offers what attaches to TLS contexts. A wrong configuration is refused whole, and
 * the one before stays in force.
 */
@Component(
        service = {},
        configurationPid = StaplingSettings.PID,
        immediate = true)
@Designate(ocd = StaplingConfiguration.class)
public final class StaplingConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(StaplingConsumer.class);

    private static final CacheRegistration REGISTRATION =
            new CacheRegistration("mod_ssl-staple", "ssl-stapling", StaplingSettings.PID, StaplingSettings.CACHE);
    private static final Hints HINTS = new Hints(20, 1_500, StapleRecord.MAX_RECORD);

    /**
     * How long a connector that opens waits for its first response, so that the first clients get one. Handshakes never
     * wait. A must-staple certificate waits as long as a query may take: without a response it is of no use.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BundleContext bundle;
    private final SharedCaches caches;
    private StaplingSettings settings = StaplingSettings.of(Map.of());
    private SharedCache cache;
    private StaplingService service;
    private LoopbackResponder loopback;
    private ServiceRegistration<Staples> staples;
    private ServiceRegistration<ContextAttachment> attachment;

    @Activate
    public StaplingConsumer(BundleContext bundle, Map<String, Object> configuration, @Reference SharedCaches caches) {
        this.bundle = bundle;
        this.caches = caches;
        modified(configuration);
    }

    /** Also for the first one: a component that failed to start would not be told that its configuration is right now. */
    @Modified
    synchronized void modified(Map<String, Object> configuration) {
        try {
            apply(StaplingSettings.of(configuration));
        } catch (IllegalArgumentException | InvalidSpecificationException e) {
            LOG.error("{}; what was in force before stays", e.getMessage());
        }
    }

    private synchronized void apply(StaplingSettings wanted) throws InvalidSpecificationException {
        if (wanted.equals(settings)) {
            return;
        }
        if (service != null && settings.differOnlyInProvider(wanted)) {
            cache.configure(wanted.specification(), HINTS);
            settings = wanted;
            return;
        }
        if (wanted.use() && cache == null) {
            cache = caches.open(REGISTRATION, wanted.specification(), HINTS);
        } else if (wanted.use()) {
            cache.configure(wanted.specification(), HINTS);
        }
        settings = wanted;
        stop();
        if (wanted.use()) {
            start();
        } else {
            closeCache();
        }
    }

    private void start() {
        JsseStapling jsse = probe();
        StaplingService.Listener listener = new StaplingMBeans(bundle);
        if (jsse == null) {
            loopback = new LoopbackResponder(listener);
            listener = loopback;
        }
        service = new StaplingService(settings, cache, InstantSource.system(), listener);
        staples = bundle.registerService(Staples.class, service, null);
        attachment = bundle.registerService(
                ContextAttachment.class,
                new ContextStapling(
                        service, jsse, PATIENCE, settings.responderTimeout().plusSeconds(1)),
                null);
    }

    /** Null if JSSE is closed to us. */
    private static JsseStapling probe() {
        try {
            return StaplingProbe.open();
        } catch (UnsupportedRuntimeException e) {
            LOG.warn(e.getMessage());
            LOG.debug("probe", e);
            return null;
        }
    }

    private void stop() {
        if (service == null) {
            return;
        }
        attachment.unregister();
        staples.unregister();
        service.close();
        service = null;
        if (loopback != null) {
            loopback.close();
            loopback = null;
        }
    }

    private void closeCache() {
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }

    @Deactivate
    synchronized void deactivate() {
        stop();
        closeCache();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.Map;
import javax.management.DynamicMBean;

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
import org.socache.api.jmx.DescribedMBean;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContexts;
import org.socache.ssl.session.SessionSettings.Mode;

/**
 * SSLSessionCache: opens the cache and the key file, and offers what attaches to TLS contexts. A wrong configuration is
 * refused whole, and the one before stays in force.
 */
@Component(
        service = {},
        configurationPid = SessionSettings.PID,
        immediate = true)
@Designate(ocd = SessionConfiguration.class)
public final class SessionConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(SessionConsumer.class);

    private static final CacheRegistration REGISTRATION =
            new CacheRegistration("mod_ssl-sess", "ssl-session", SessionSettings.PID, SessionSettings.CACHE);
    private static final Hints HINTS = new Hints(32, 3_500, SessionVault.MAX_ENTRY);

    private final BundleContext bundle;
    private final SharedCaches caches;
    private final SessionCounters counters = new SessionCounters();
    private final ServiceRegistration<DynamicMBean> mbean;
    private JsseSessions jsse;
    private String reason = "";
    private SessionSettings settings = SessionSettings.of(Map.of(), base());
    private SharedCache cache;
    private SealingKeys keys;
    private ServiceRegistration<ContextAttachment> attachment;

    @Activate
    public SessionConsumer(
            BundleContext bundle,
            Map<String, Object> configuration,
            @Reference SharedCaches caches,
            @Reference ServerContexts contexts) {
        this.bundle = bundle;
        this.caches = caches;
        probe();
        modified(configuration);
        this.mbean = bundle.registerService(
                DynamicMBean.class,
                DescribedMBean.of(new SessionView(this, contexts, counters), SslSessionMXBean.class, null),
                new Hashtable<>(Map.of("jmx.objectname", "org.socache:type=SslSession,name=ssl-session")));
    }

    private void probe() {
        try {
            jsse = JsseProbe.open();
        } catch (UnsupportedRuntimeException e) {
            reason = e.getMessage();
            LOG.debug("probe", e);
        }
    }

    private static Path base() {
        return Path.of(System.getProperty("karaf.base", "")).toAbsolutePath();
    }

    /** Also for the first one: a component that failed to start would not be told that its configuration is right now. */
    @Modified
    synchronized void modified(Map<String, Object> configuration) {
        try {
            apply(SessionSettings.of(configuration, base()));
        } catch (IllegalArgumentException | InvalidSpecificationException | IOException e) {
            LOG.error("{}; what was in force before stays", e.getMessage());
        }
    }

    private synchronized void apply(SessionSettings wanted) throws InvalidSpecificationException, IOException {
        if (wanted.equals(settings)) {
            return;
        }
        if (attachment != null && settings.differOnlyInProvider(wanted)) {
            cache.configure(wanted.specification(), HINTS);
            settings = wanted;
            return;
        }
        if (wanted.mode() == Mode.SHARED) {
            SealingKeys opened = new SealingKeys(wanted.keyFile(), InstantSource.system());
            if (cache == null) {
                cache = caches.open(REGISTRATION, wanted.specification(), HINTS);
            } else {
                cache.configure(wanted.specification(), HINTS);
            }
            keys = opened;
        }
        settings = wanted;
        withdraw();
        offer();
        if (wanted.mode() != Mode.SHARED) {
            closeCache();
        }
    }

    private void offer() {
        if (settings.mode() == Mode.NONE) {
            return;
        }
        if (jsse == null) {
            LOG.warn(reason);
            return;
        }
        ContextAttachment offered = settings.mode() == Mode.SHARED
                ? new SessionSharing(jsse, cache, keys, counters, settings.timeoutSeconds(), InstantSource.system())
                : new UnresumableSessions(jsse, settings.timeoutSeconds());
        attachment = bundle.registerService(ContextAttachment.class, offered, null);
    }

    private void withdraw() {
        if (attachment != null) {
            attachment.unregister();
            attachment = null;
        }
    }

    private void closeCache() {
        if (cache != null) {
            cache.close();
            cache = null;
            keys = null;
        }
    }

    @Deactivate
    synchronized void deactivate() {
        mbean.unregister();
        withdraw();
        closeCache();
    }

    synchronized SessionSettings settings() {
        return settings;
    }

    /** Why this JVM cannot share; empty if it can. */
    String reason() {
        return reason;
    }

    synchronized boolean serving() {
        return attachment != null;
    }

    synchronized void rotateKey() {
        if (keys == null) {
            throw new IllegalStateException("no session is shared, so no key seals one; set SSLSessionCache first");
        }
        keys.rotate();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import javax.management.DynamicMBean;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
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
import org.socache.dc.protocol.Limits;

/**
 * One server per configuration {@code org.socache.dc.server-NAME.cfg}: opens the cache {@code dc-NAME}, listens, and shows
 * itself as {@code org.socache:type=DcServer,name=NAME}.
 *
 * <p>A changed configuration takes effect at once; clients are dropped only if more than {@code Cache} changed. A wrong one
 * leaves the server as it is, and the log says what is wrong.
 */
@Component(
        name = DcServerComponent.PID,
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DcServerConfiguration.class, factory = true)
public final class DcServerComponent {

    static final String PID = "org.socache.dc.server";

    private static final Logger LOG = LoggerFactory.getLogger(DcServerComponent.class);

    /** httpd's mod_ssl hints for its session cache, the usual client; the largest object is the protocol's. */
    private static final Hints HINTS = new Hints(30, 150, Limits.PAYLOAD);

    private final String name;
    private final BundleContext context;
    private final SharedCache cache;
    /** Outlive a restart of the server by a changed configuration: an operator's graph has no gap. */
    private final ServerCounters counters = new ServerCounters();

    private final CacheRequests requests;
    private ServerSettings settings;
    /** Null if neither the configured address nor the one before could be had. */
    private DcServer server;

    private ServiceRegistration<DynamicMBean> registration;

    @Activate
    public DcServerComponent(BundleContext context, @Reference SharedCaches caches, Map<String, Object> configuration)
            throws InvalidSpecificationException, IOException {
        this.context = context;
        String pid = String.valueOf(configuration.get(Constants.SERVICE_PID));
        this.name = nameIn(pid);
        try {
            this.settings = ServerSettings.of(configuration, base());
        } catch (IllegalArgumentException wrong) {
            sayRefused(wrong);
            throw wrong;
        }
        this.cache =
                caches.open(new CacheRegistration("dc-" + name, "dc-" + name, pid, "Cache"), settings.cache(), HINTS);
        this.requests = new CacheRequests(cache, InstantSource.system(), counters);
        try {
            this.server = DcServer.start(name, settings, requests, counters);
        } catch (IOException | RuntimeException failed) {
            cache.close();
            sayRefused(failed);
            throw failed;
        }
        this.registration = register();
        LOG.info("distcache clients may connect to {}", settings.listen());
    }

    /** Says which file it is; Declarative Services, which is told as well, does not know that there is one. */
    private void sayRefused(Exception why) {
        LOG.error("{}-{}.cfg is refused, there is no such server: {}", PID, name, why.getMessage());
    }

    /** Goes over to a changed configuration, or refuses it. */
    @Modified
    synchronized void modified(Map<String, Object> configuration) {
        try {
            ServerSettings next = ServerSettings.of(configuration, base());
            cache.configure(next.cache(), HINTS);
            if (server == null || !settings.servesAs(next)) {
                restart(next);
            }
            settings = next;
            registration.unregister();
            registration = register();
        } catch (IllegalArgumentException | InvalidSpecificationException | IOException wrong) {
            LOG.error(
                    "{}-{}.cfg is refused, {} {}: {}",
                    PID,
                    name,
                    server == null ? "and there is no server any more on" : "the server goes on as before on",
                    settings.listen(),
                    wrong.getMessage());
        }
    }

    /** Goes back to where it was if it cannot listen as it should now: the address in use is the usual mistake. */
    private void restart(ServerSettings next) throws IOException, InvalidSpecificationException {
        stop();
        try {
            server = DcServer.start(name, next, requests, counters);
        } catch (IOException cannot) {
            cache.configure(settings.cache(), HINTS);
            try {
                server = DcServer.start(name, settings, requests, counters);
            } catch (IOException nowhere) {
                cannot.addSuppressed(nowhere);
            }
            throw cannot;
        }
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Deactivate
    synchronized void deactivate() {
        registration.unregister();
        stop();
        cache.close();
    }

    /** For the JMX whiteboard, so that the MBean lives as long as the server. */
    private ServiceRegistration<DynamicMBean> register() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("jmx.objectname", "org.socache:type=DcServer,name=" + name);
        return context.registerService(DynamicMBean.class, new DcServerMBean(settings, counters), properties);
    }

    /** Where relative paths start, as in all of Socache's configuration. */
    private Path base() {
        String karafBase = context.getProperty("karaf.base");
        return Path.of(karafBase != null ? karafBase : "").toAbsolutePath();
    }

    /** The NAME of {@code org.socache.dc.server~NAME}, as Karaf calls the configuration of that file. */
    private static String nameIn(String pid) {
        String name = pid.substring(pid.indexOf('~') + 1);
        if (!pid.startsWith(PID + "~") || !name.matches("[a-z0-9_-]{1,13}")) {
            throw new IllegalArgumentException(
                    "configuration \"" + pid + "\" has no name of 1 to 13 characters a-z, 0-9,"
                            + " _ and -; call the file " + PID + "-NAME.cfg");
        }
        return name;
    }
}

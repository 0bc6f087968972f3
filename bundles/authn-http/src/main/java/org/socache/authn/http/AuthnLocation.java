// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.servlet.Filter;
import javax.sql.DataSource;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.authn.AuthnCache;

/**
 * One protected location: a whiteboard filter over it, in every whiteboard context. A configuration that cannot be is refused in
 * the log; what was there before stays in force, and a location that had none is closed to everyone rather than open.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.socache.authn.location",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LocationMetatype.class, factory = true)
public final class AuthnLocation {

    private static final Logger LOG = LoggerFactory.getLogger(AuthnLocation.class);

    /** Patterns are relative to a context, locations are not: the filter compares the whole path itself. */
    private static final String[] EVERYWHERE = {"/*"};

    private static final AuthnCache NO_CACHE = new NoCache();

    private final BundleContext bundle;
    private final Map<String, AuthnProvider> services = new ConcurrentHashMap<>();
    private ServiceTracker<DataSource, DataSource> dataSources;
    private ServiceRegistration<Filter> registration;
    private boolean inForce;
    private int generation;

    /** Optional: a location must not open because the cache is being updated. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile AuthnCache cache;

    /** Registers nothing yet. */
    @Activate
    public AuthnLocation(BundleContext bundle) {
        this.bundle = bundle;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(AuthnProvider provider, Map<String, Object> properties) {
        services.put(String.valueOf(properties.get(AuthnProvider.NAME)), provider);
    }

    void removeProvider(AuthnProvider provider) {
        services.values().remove(provider);
    }

    /** Takes other settings; the new filter is there before the old one goes. */
    @Activate
    @Modified
    void configure(Map<String, Object> properties) {
        try {
            LocationSettings settings = new LocationSettings(properties);
            ServiceTracker<DataSource, DataSource> database = track(settings.text("AuthDBDSource"));
            Sources sources =
                    new Sources(settings, base(), database == null ? () -> null : database::getService, services::get);
            replace(
                    settings.location(),
                    new AuthenticationFilter(
                            settings, () -> authenticator(settings, sources), this::cache, InstantSource.system()),
                    database);
            inForce = true;
            if (cache().httpdRecords() && !settings.suitsHttpd(cache())) {
                LOG.warn(
                        "location {}: with AuthnCacheHttpdRecords = on its logins are not cached; that takes ServerName or"
                                + " an AuthnCacheContext of your own, and MD5 with Digest",
                        settings.location());
            }
        } catch (IllegalArgumentException | InvalidSyntaxException refused) {
            LOG.error("configuration refused: {}", refused.getMessage());
            String location = LocationSettings.locationOf(properties);
            if (!inForce && location != null) {
                replace(location, new ClosedFilter(location), null);
            }
        }
    }

    private ServiceTracker<DataSource, DataSource> track(String filter) throws InvalidSyntaxException {
        if (filter.isEmpty()) {
            return null;
        }
        String service = "(&(objectClass=" + DataSource.class.getName() + ")" + filter + ")";
        ServiceTracker<DataSource, DataSource> tracker =
                new ServiceTracker<>(bundle, bundle.createFilter(service), null);
        tracker.open();
        return tracker;
    }

    private void replace(String location, Filter filter, ServiceTracker<DataSource, DataSource> database) {
        ServiceRegistration<Filter> old = registration;
        ServiceTracker<DataSource, DataSource> oldDatabase = dataSources;
        Hashtable<String, Object> whiteboard = new Hashtable<>();
        whiteboard.put("osgi.http.whiteboard.filter.name", "socache-authn" + location + '#' + ++generation);
        whiteboard.put("osgi.http.whiteboard.filter.pattern", EVERYWHERE);
        // by path, not by name: the contexts of WARs have none in Pax Web, and would be open
        whiteboard.put("osgi.http.whiteboard.context.select", "(osgi.http.whiteboard.context.path=*)");
        // what is behind may answer later, as a proxied location does
        whiteboard.put("osgi.http.whiteboard.filter.asyncSupported", true);
        // the HTTP cache's quick handler, which comes before all filters, keeps out of there
        whiteboard.put("org.socache.http.guards", location.isEmpty() ? "/" : location);
        // before every other filter, the HTTP cache's too: what it answers must have been allowed
        whiteboard.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        registration = bundle.registerService(Filter.class, filter, whiteboard);
        dataSources = database;
        release(old, oldDatabase);
    }

    private static void release(ServiceRegistration<Filter> filter, ServiceTracker<DataSource, DataSource> database) {
        if (filter != null) {
            filter.unregister();
        }
        if (database != null) {
            database.close();
        }
    }

    private AuthnCache cache() {
        AuthnCache bound = cache;
        return bound == null ? NO_CACHE : bound;
    }

    /** The sources stay; what the cache is to do with them is asked anew, because a change of its settings holds at once. */
    private Authenticator authenticator(LocationSettings settings, Sources sources) {
        AuthnCache now = cache();
        return new Authenticator(now, sources.with(now), settings.timeout(now.timeout()));
    }

    private Path base() {
        String karafBase = bundle.getProperty("karaf.base");
        return Path.of(karafBase == null ? "" : karafBase).toAbsolutePath();
    }

    @Deactivate
    void deactivate() {
        release(registration, dataSources);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.config;

import java.util.Map;

import org.socache.http.engine.CachePolicy;
import org.socache.http.engine.message.EffectiveUri;

/** What one {@code etc/org.socache.http.location-NAME.cfg} says: httpd's per-directory directives for a path. */
public final class LocationConfiguration {

    /** The factory PID, and the beginning of the files' names. */
    public static final String FACTORY_PID = "org.socache.http.location";

    private final Directives directives;
    private final String path;
    private final Area area;

    private LocationConfiguration(Directives directives, String path, Area area) {
        this.directives = directives;
        this.path = path;
        this.area = area;
    }

    /**
     * Reads and checks a configuration as a whole.
     *
     * @param file the file's name, for messages
     * @throws InvalidDirectiveException at the first value that is wrong
     */
    public static LocationConfiguration read(String file, Map<String, ?> properties) throws InvalidDirectiveException {
        Directives directives = new Directives(file, properties, Directive::inLocation);
        String path = directives.text(Directive.LOCATION);
        if (!path.startsWith("/")) {
            throw directives.refused(Directive.LOCATION, "a path that begins with a slash, for instance /reports");
        }
        LocationConfiguration location = new LocationConfiguration(directives, path, Area.ofLocation(directives, path));
        location.apply(CachePolicy.defaults());
        return location;
    }

    /** The path it is about. */
    public String path() {
        return path;
    }

    /** Where caching is on below the path, beside what the server's file says. */
    public Area area() {
        return area;
    }

    /** The server's policy with what this file says laid over it. */
    public CachePolicy policy(CachePolicy server) {
        try {
            return apply(server);
        } catch (InvalidDirectiveException e) {
            throw new IllegalStateException("a location that was read without error cannot be read again", e);
        }
    }

    private CachePolicy apply(CachePolicy server) throws InvalidDirectiveException {
        return new PolicyReader(directives, server.toBuilder()).location().build();
    }

    /**
     * Whether the URI is this path or below it, in whatever spelling; other than for a URL prefix, {@code /foo} does not cover
     * {@code /foobar}.
     */
    public boolean covers(EffectiveUri uri) {
        String other = uri.plainPath();
        return other.startsWith(path)
                && (other.length() == path.length() || path.endsWith("/") || other.charAt(path.length()) == '/');
    }
}

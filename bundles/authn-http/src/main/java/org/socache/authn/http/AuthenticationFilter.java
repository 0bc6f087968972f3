// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.security.Principal;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Locale;
import java.util.function.Supplier;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.authn.AuthnCache;
import org.socache.authn.Verdict.Answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Lets requests of one location pass when they come from a user that Require admits, and asks the others who they are. */
final class AuthenticationFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFilter.class);

    private static final String AUTHORIZATION = "Authorization";

    private final LocationSettings settings;
    private final Supplier<Authenticator> authenticators;
    private final Supplier<AuthnCache> cache;
    private final DigestNonces nonces;

    /** @param authenticators built for each request, so that a change of the server's settings holds at once */
    AuthenticationFilter(
            LocationSettings settings,
            Supplier<Authenticator> authenticators,
            Supplier<AuthnCache> cache,
            InstantSource clock) {
        this.settings = settings;
        this.authenticators = authenticators;
        this.cache = cache;
        nonces = new DigestNonces(clock, settings.nonceLifetime());
    }

    @Override
    public void init(FilterConfig config) {}

    @Override
    public void destroy() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (!settings.covers(path(http))) {
            chain.doFilter(request, response);
            return;
        }
        try {
            Outcome outcome = outcome(http);
            if (outcome.user() != null) {
                chain.doFilter(new Authenticated(http, outcome.user(), settings.isBasic()), response);
            } else if (outcome.malformed()) {
                answer.sendError(HttpServletResponse.SC_BAD_REQUEST);
            } else {
                answer.setHeader("WWW-Authenticate", challenge(outcome.stale()));
                answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            }
        } catch (AuthnProviderException failed) {
            // a line and no stack trace: everybody can ask as often as he likes while a provider is down
            LOG.error("location {}: {}", settings.location(), failed.getMessage());
            LOG.debug("location {}", settings.location(), failed);
            answer.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** Of two Authorization fields an origin behind us might believe the other one. */
    private Outcome outcome(HttpServletRequest request) throws AuthnProviderException {
        if (Collections.list(request.getHeaders(AUTHORIZATION)).size() > 1) {
            return Outcome.MALFORMED;
        }
        return settings.isBasic() ? basic(request) : digest(request);
    }

    private Outcome basic(HttpServletRequest request) throws AuthnProviderException {
        String token = tokenOf(request, "basic");
        BasicCredentials given = token == null ? null : BasicCredentials.parse(token);
        if (given == null) {
            return token == null ? Outcome.WHO : Outcome.MALFORMED;
        }
        return authenticators.get().basic(context(request), given) == Answer.GRANTED && admits(given.user())
                ? Outcome.user(given.user())
                : Outcome.WHO;
    }

    private Outcome digest(HttpServletRequest request) throws AuthnProviderException {
        String token = tokenOf(request, "digest");
        DigestResponse given = token == null ? null : DigestResponse.parse(token, settings.algorithm());
        if (given == null) {
            return token == null ? Outcome.WHO : Outcome.MALFORMED;
        }
        if (!given.uri().equals(target(request))) {
            return Outcome.MALFORMED;
        }
        if (!given.realm().equals(settings.realm())) {
            return Outcome.WHO;
        }
        Answer answer = authenticators.get().digest(context(request), given, request.getMethod(), settings.algorithm());
        if (answer != Answer.GRANTED || !admits(given.user())) {
            return Outcome.WHO;
        }
        // only who knows the secret may use up a count, or learn that a nonce is too old or another node's
        return nonces.isGood(settings.realm(), given.nonce()) && nonces.use(given.nonce(), given.count())
                ? Outcome.user(given.user())
                : Outcome.STALE;
    }

    /** The request target as it was sent, which the client has hashed. */
    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
    }

    private boolean admits(String user) {
        return settings.users().isEmpty() || settings.users().contains(user);
    }

    private static String tokenOf(HttpServletRequest request, String scheme) {
        String header = request.getHeader(AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(scheme + ' ')
                ? header.substring(scheme.length() + 1).trim()
                : null;
    }

    /** The realm goes out as its bytes in UTF-8, as httpd sends it; containers write one byte for each character. */
    private String challenge(boolean stale) {
        String realm = new String(settings.realm().getBytes(UTF_8), ISO_8859_1);
        if (settings.isBasic()) {
            return "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
        }
        return "Digest realm=\"" + realm + "\", qop=\"auth\", algorithm=" + settings.algorithm() + ", nonce=\""
                + nonces.create(settings.realm()) + "\", charset=UTF-8" + (stale ? ", stale=true" : "");
    }

    /**
     * As mod_authn_socache makes it: host and path before the last slash, or the host, or the text; ServerName as it is written. In
     * httpd's records the path is the location's own: they do not say where the user was found, and those of a location around
     * this one would let its users in here.
     */
    private String context(HttpServletRequest request) {
        String context = settings.context(cache.get().context());
        if (!context.equals("directory") && !context.equals("server")) {
            return context;
        }
        String name = settings.text("ServerName");
        String host = name.isEmpty() ? request.getServerName().toLowerCase(Locale.ROOT) : name;
        if (context.equals("server")) {
            return host;
        }
        if (cache.get().httpdRecords()) {
            return host + settings.location();
        }
        String path = path(request);
        return host + path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /**
     * The decoded path from the root of the server, whatever context it is in. Several slashes count as one, and a backslash as
     * a slash: an origin behind a proxied location might take them so, and must not be reached around us.
     */
    static String path(HttpServletRequest request) {
        // the one part that containers give as it was escaped
        String context = URLDecoder.decode(request.getContextPath().replace("+", "%2B"), UTF_8);
        String path = context + request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return path.replaceAll("[/\\\\]+", "/");
    }

    /** What became of a request: a user, or the question who it is, or no sense in it. */
    private record Outcome(String user, boolean stale, boolean malformed) {

        private static final Outcome WHO = new Outcome(null, false, false);
        private static final Outcome STALE = new Outcome(null, true, false);
        private static final Outcome MALFORMED = new Outcome(null, false, true);

        static Outcome user(String name) {
            return new Outcome(name, false, false);
        }
    }

    /** A request that knows its user. */
    private static final class Authenticated extends HttpServletRequestWrapper {

        private final String user;
        private final boolean basic;

        Authenticated(HttpServletRequest request, String user, boolean basic) {
            super(request);
            this.user = user;
            this.basic = basic;
        }

        @Override
        public String getRemoteUser() {
            return user;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> user;
        }

        @Override
        public String getAuthType() {
            return basic ? BASIC_AUTH : DIGEST_AUTH;
        }
    }
}

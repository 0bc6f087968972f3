// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.socache.console.Sessions.Session;
import org.socache.login.KarafRealm;
import org.socache.login.Login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static javax.servlet.http.HttpServletResponse.SC_FORBIDDEN;

/** Who gets in: a browser by its session, a script by HTTP Basic (RFC 7617). */
final class Door {

    /** The request field that must carry the session's token when something is to be changed. */
    static final String TOKEN_FIELD = "X-Socache-Token";

    /** The request field that a script with a password must send when it changes something; any value will do. */
    static final String SCRIPT_FIELD = "X-Requested-With";

    private static final String BASIC = "Basic ";

    private final Login login;
    private final Sessions sessions;

    Door(InstantSource clock) {
        this.login = new Login(KarafRealm::roles, clock);
        this.sessions = new Sessions(clock);
    }

    /** The account behind the request, if it shows a valid session or password. */
    Optional<Account> admit(HttpServletRequest request) {
        Optional<Account> bySession = session(request).map(Session::account);
        return bySession.isPresent() ? bySession : basic(request);
    }

    Optional<Session> session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(cookieName(request)))
                        .findFirst()
                        .flatMap(cookie -> sessions.find(cookie.getValue()));
    }

    /**
     * Whether a changing request could have been made by a page of somebody else in the user's browser. A session must show
     * its token; a password, which browsers remember and send along too, must come with a field that no page of another
     * origin can add.
     */
    boolean mayBeForged(HttpServletRequest request) {
        return comesFromElsewhere(request)
                || session(request)
                        .map(session -> !same(session.token(), request.getHeader(TOKEN_FIELD)))
                        .orElseGet(() -> request.getHeader(SCRIPT_FIELD) == null);
    }

    /** Whether a change goes on; if not, the answer already says why. */
    boolean admitsChange(HttpServletRequest request, HttpServletResponse response, boolean mayDoIt, String neededRole)
            throws IOException {
        if (!mayDoIt) {
            String name = Account.of(request).name();
            Json.say(response, SC_FORBIDDEN, name + " may look, but not do this; that takes the role " + neededRole);
        } else if (mayBeForged(request)) {
            Json.say(
                    response,
                    SC_FORBIDDEN,
                    "this may not come from the dashboard: reload it; a script sends the field " + SCRIPT_FIELD);
        } else {
            return true;
        }
        return false;
    }

    /**
     * Whether the browser says that a page of another origin made this request: by Fetch Metadata, which it sends where the
     * connection can be trusted, else by the Origin field (RFC 6454). Not a browser: no.
     */
    static boolean comesFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !authority(origin).equalsIgnoreCase(request.getHeader("Host"));
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException nonsense) {
            return "";
        }
    }

    /** Signs in; empty if the password is wrong or there were too many wrong ones. */
    Optional<Session> signIn(String user, String password, HttpServletRequest request, HttpServletResponse response) {
        Optional<Session> session =
                check(user, password, request.getRemoteAddr()).map(sessions::begin);
        session.ifPresent(begun -> {
            session(request).ifPresent(before -> sessions.end(before.id()));
            setCookie(request, response, begun.id(), "");
        });
        return session;
    }

    void signOut(HttpServletRequest request, HttpServletResponse response) {
        session(request).ifPresent(session -> sessions.end(session.id()));
        setCookie(request, response, "", "; Max-Age=0");
    }

    private static void setCookie(HttpServletRequest request, HttpServletResponse response, String value, String more) {
        // a proxy that ends TLS says so; if somebody else does, the only cookie that suffers is his own
        boolean secure = request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        response.addHeader(
                "Set-Cookie",
                cookieName(request) + "=" + value + "; Path=/socache; HttpOnly; SameSite=Strict"
                        + (secure ? "; Secure" : "") + more);
    }

    /** With the port, as browsers keep one cookie for all ports of a host, and there may be a node on each. */
    static String cookieName(HttpServletRequest request) {
        return "SOCACHE_SESSION_" + request.getServerPort();
    }

    private Optional<Account> basic(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String credentials = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).trim()),
                    UTF_8);
            int colon = credentials.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : check(credentials.substring(0, colon), credentials.substring(colon + 1), request.getRemoteAddr());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Optional<Account> check(String user, String password, String address) {
        return login.signIn(user, password, address, roles -> new Account(user, roles).mayRead())
                .map(roles -> new Account(user, roles));
    }

    private static boolean same(String expected, String given) {
        return given != null && MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }
}

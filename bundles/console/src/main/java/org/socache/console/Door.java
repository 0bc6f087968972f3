// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.socache.console.Sessions.Session;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Who gets in: a browser by its session, a script by HTTP Basic (RFC 7617). */
final class Door {

    static final String COOKIE = "SOCACHE_SESSION";

    /** The request field that must carry the session's token when something is to be changed. */
    static final String TOKEN_FIELD = "X-Socache-Token";

    private final Realm realm;
    private final Sessions sessions;
    private final LoginThrottle throttle;

    Door(Realm realm, InstantSource clock) {
        this.realm = realm;
        this.sessions = new Sessions(clock);
        this.throttle = new LoginThrottle(clock);
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
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .findFirst()
                        .flatMap(cookie -> sessions.find(cookie.getValue()));
    }

    /** A browser must prove that its page is ours; a script that sends its password has no session to be abused. */
    boolean mayBeForged(HttpServletRequest request) {
        return session(request)
                .map(session -> !same(session.token(), request.getHeader(TOKEN_FIELD)))
                .orElse(false);
    }

    /** Signs in; empty if the password is wrong or there were too many wrong ones. */
    Optional<Session> signIn(String user, String password, HttpServletRequest request, HttpServletResponse response) {
        Optional<Session> session = check(user, password).map(sessions::begin);
        session.ifPresent(begun -> setCookie(request, response, begun.id(), ""));
        return session;
    }

    void signOut(HttpServletRequest request, HttpServletResponse response) {
        session(request).ifPresent(session -> sessions.end(session.id()));
        setCookie(request, response, "", "; Max-Age=0");
    }

    private static void setCookie(HttpServletRequest request, HttpServletResponse response, String value, String more) {
        String secure = request.isSecure() ? "; Secure" : "";
        response.addHeader(
                "Set-Cookie", COOKIE + "=" + value + "; Path=/socache; HttpOnly; SameSite=Strict" + secure + more);
    }

    private Optional<Account> basic(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String credentials = new String(
                    Base64.getDecoder().decode(authorization.substring(6).trim()), UTF_8);
            int colon = credentials.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : check(credentials.substring(0, colon), credentials.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Optional<Account> check(String user, String password) {
        if (user == null || password == null || !throttle.isOpen()) {
            return Optional.empty();
        }
        Optional<Account> account = realm.signIn(user, password.toCharArray()).filter(Account::mayRead);
        if (account.isEmpty()) {
            throttle.failed();
        }
        return account;
    }

    private static boolean same(String expected, String given) {
        return given != null && MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }
}

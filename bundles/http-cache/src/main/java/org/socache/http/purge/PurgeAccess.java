// SPDX-License-Identifier: Apache-2.0
package org.socache.http.purge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;

import org.socache.login.Login;

/** Who may purge by HTTP: users of a role, from listed addresses. */
final class PurgeAccess {

    private static final String FROM = "PurgeFrom";
    private static final String ROLE = "PurgeRole";

    private final Set<InetAddress> addresses;
    private final String role;
    private final Login login;

    private PurgeAccess(Set<InetAddress> addresses, String role, Login login) {
        this.addresses = addresses;
        this.role = role;
        this.login = login;
    }

    /**
     * Reads {@code etc/org.socache.http.purge.cfg}.
     *
     * @param login what the credentials are shown to; it outlives this configuration, and so do the failures it has counted
     * @throws IllegalArgumentException for an unknown key or a wrong value; the message says what is allowed
     */
    static PurgeAccess read(Map<String, ?> properties, Login login) {
        String from = "127.0.0.1 ::1";
        String role = "manager";
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            String key = property.getKey().toLowerCase(Locale.ROOT);
            String value = String.valueOf(property.getValue()).strip();
            if (key.equals(FROM.toLowerCase(Locale.ROOT))) {
                from = value;
            } else if (key.equals(ROLE.toLowerCase(Locale.ROOT))) {
                role = value;
            } else if (key.indexOf('.') < 0) {
                throw new IllegalArgumentException(property.getKey() + " is none of PurgeFrom and PurgeRole");
            }
        }
        if (role.isEmpty()) {
            throw new IllegalArgumentException("PurgeRole is empty; write the role that may purge, such as manager");
        }
        return new PurgeAccess(addresses(from), role, login);
    }

    private static Set<InetAddress> addresses(String list) {
        Set<InetAddress> addresses = new HashSet<>();
        for (String text : list.split("[\\s,]+")) {
            // a name would be looked up, and whoever answers that would decide who may purge
            if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw new IllegalArgumentException("PurgeFrom has \"" + text
                        + "\", which is no address; write addresses such as 127.0.0.1 or ::1, with blanks between");
            }
            addresses.add(address(text));
        }
        return addresses;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("PurgeFrom has \"" + literal + "\", which is no address", wrong);
        }
    }

    /** What the request lacks, as a status: 403 for the address or a page of another site, 401 for the user, 0 for nothing. */
    int refusal(HttpServletRequest request) {
        // a browser names the site whose page sends the request; nothing else that purges does
        if (request.getHeader("Origin") != null || !addresses.contains(address(request.getRemoteAddr()))) {
            return 403;
        }
        return hasRole(request.getHeader("Authorization"), request.getRemoteAddr()) ? 0 : 401;
    }

    private boolean hasRole(String authorization, String from) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(authorization.substring(6).strip());
            String credentials = new String(decoded, StandardCharsets.UTF_8);
            int colon = credentials.indexOf(':');
            return colon > 0
                    && login.signIn(
                                    credentials.substring(0, colon),
                                    credentials.substring(colon + 1),
                                    from,
                                    roles -> roles.contains(role))
                            .isPresent();
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}

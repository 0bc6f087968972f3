// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is signed in at the dashboard. A session ends after {@link #IDLE} without a request, or when this node stops. */
final class Sessions {

    static final Duration IDLE = Duration.ofMinutes(30);

    /** Sessions at most; the one that was idle longest makes room. */
    static final int MOST = 1_000;

    private static final int TOKEN_BYTES = 32;

    /**
     * One signed-in user.
     *
     * @param id what the cookie carries
     * @param token what a changing request has to send back, so that no other site can make one (CSRF)
     * @param account who it is
     * @param lastUsed milliseconds since the epoch
     */
    record Session(String id, String token, Account account, long lastUsed) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    Session begin(Account account) {
        dropIdle();
        Session session = new Session(secret(), secret(), account, clock.millis());
        sessions.put(session.id(), session);
        return session;
    }

    /** The session of that id, which counts as used now. */
    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.computeIfPresent(
                id,
                (key, session) ->
                        isIdle(session) ? null : new Session(key, session.token(), session.account(), clock.millis())));
    }

    void end(String id) {
        sessions.remove(id);
    }

    private void dropIdle() {
        sessions.values().removeIf(this::isIdle);
        while (sessions.size() >= MOST) {
            sessions.values().stream()
                    .min(java.util.Comparator.comparingLong(Session::lastUsed))
                    .ifPresent(oldest -> sessions.remove(oldest.id()));
        }
    }

    private boolean isIdle(Session session) {
        return clock.millis() - session.lastUsed() > IDLE.toMillis();
    }

    private String secret() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

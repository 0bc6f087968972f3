// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is signed in at the dashboard. A session ends after {@link #IDLE} without a request, after {@link #LONGEST} in any case
 * (an open dashboard is never idle, and roles may have been taken away meanwhile), or when this node stops.
 */
final class Sessions {

    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);

    /** Sessions at most; the one that was idle longest makes room. */
    static final int MOST = 1_000;

    private static final int TOKEN_BYTES = 32;

    /**
     * One signed-in user.
     *
     * @param id what the cookie carries
     * @param token what a changing request has to send back, so that no other site can make one (CSRF)
     * @param account who it is
     * @param begun milliseconds since the epoch
     * @param lastUsed milliseconds since the epoch
     */
    record Session(String id, String token, Account account, long begun, long lastUsed) {

        private Session usedAt(long now) {
            return new Session(id, token, account, begun, now);
        }
    }

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    Session begin(Account account) {
        makeRoom();
        long now = clock.millis();
        Session session = new Session(secret(), secret(), account, now, now);
        sessions.put(session.id(), session);
        return session;
    }

    /** The session of that id, which counts as used now. */
    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.computeIfPresent(
                id, (key, session) -> isOver(session) ? null : session.usedAt(clock.millis())));
    }

    void end(String id) {
        sessions.remove(id);
    }

    private void makeRoom() {
        sessions.values().removeIf(this::isOver);
        while (sessions.size() >= MOST) {
            sessions.values().stream()
                    .min(Comparator.comparingLong(Session::lastUsed))
                    .ifPresent(oldest -> sessions.remove(oldest.id()));
        }
    }

    private boolean isOver(Session session) {
        long now = clock.millis();
        return now - session.lastUsed() > IDLE.toMillis() || now - session.begun() > LONGEST.toMillis();
    }

    private String secret() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

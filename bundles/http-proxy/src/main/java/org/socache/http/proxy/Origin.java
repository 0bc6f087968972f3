// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * One server behind the proxy, whether it could be reached lately, and how fast it answers. After a failed connection it is left alone for
 * {@link #PAUSE_MILLIS}, as long as another one is there.
 */
final class Origin {

    /** How long an origin that refused a connection is not tried while others are there. */
    static final long PAUSE_MILLIS = 5_000;

    private final URI base;
    private final InstantSource clock;
    private final AnswerTimes times;
    private final LongAdder answers = new LongAdder();
    private final LongAdder answerMicros = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile long downUntil;

    private Origin(URI base, InstantSource clock) {
        this.base = base;
        this.clock = clock;
        this.times = new AnswerTimes(clock);
    }

    /**
     * Reads an origin's URL.
     *
     * @throws IllegalArgumentException if it is not http or https with a host, or has user information, query or fragment
     */
    static Origin of(String url, InstantSource clock) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("\"" + url + "\" is no URL: " + malformed.getReason(), malformed);
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no origin; write http://host[:port]/[path] or https://host[:port]/[path]");
        }
        return new Origin(uri, clock);
    }

    String scheme() {
        return base.getScheme();
    }

    /** Without the brackets of an IPv6 address. */
    String host() {
        String host = base.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        if (base.getPort() >= 0) {
            return base.getPort();
        }
        return "https".equals(base.getScheme()) ? 443 : 80;
    }

    /** What the origin's own URL puts before the rest of a request's path. */
    String path() {
        return base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    }

    /** The value of Host for this origin. */
    String authority() {
        return base.getRawAuthority();
    }

    boolean isDown() {
        return clock.millis() < downUntil;
    }

    void unreachable() {
        downUntil = clock.millis() + PAUSE_MILLIS;
    }

    /** An answer began, so long after the end of its request. */
    void answered(long micros) {
        downUntil = 0;
        answers.increment();
        answerMicros.add(micros);
        times.record(micros);
    }

    /** A request was not answered, or not to its end. */
    void failed() {
        failures.increment();
    }

    long answers() {
        return answers.sum();
    }

    long answerMicros() {
        return answerMicros.sum();
    }

    long failures() {
        return failures.sum();
    }

    AnswerTimes times() {
        return times;
    }

    /** Whether it is the same server and path. */
    boolean isSame(Origin other) {
        return base.equals(other.base);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}

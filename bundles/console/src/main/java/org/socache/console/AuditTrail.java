// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.util.Locale;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;

import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who changed what through the pages: in the log, and as an event on topic {@code org/socache/audit/ACT}, which Karaf's
 * feature {@code audit-log} keeps. Karaf tells the same about its shell and JMX by itself.
 */
final class AuditTrail {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final EventAdmin events;

    AuditTrail(EventAdmin events) {
        this.events = events;
    }

    /**
     * Notes an act.
     *
     * @param act for instance {@code switch}
     * @param object the cache or page it was done to
     * @param done false if it was refused
     * @param result what came of it, in a sentence
     */
    void note(HttpServletRequest request, String act, String object, boolean done, String result) {
        String user = Account.of(request).name();
        String what = inOneLine(object);
        String outcome = inOneLine(result);
        LOG.info(
                "{} {} by {} from {}: {}{}",
                act,
                what,
                user,
                request.getRemoteAddr(),
                done ? "" : "refused, ",
                outcome);
        events.postEvent(new Event(
                "org/socache/audit/" + act.toUpperCase(Locale.ROOT),
                Map.of(
                        "user", user,
                        "address", request.getRemoteAddr(),
                        "object", what,
                        "done", done,
                        "result", outcome)));
    }

    /** Names come as they were sent: with a line end in one, who may only look could write into the log what others did. */
    private static String inOneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
    }
}

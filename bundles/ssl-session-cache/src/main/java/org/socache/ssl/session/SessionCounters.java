// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import org.socache.ssl.session.SealedSession.Flaw;

/** What became of sessions, over all contexts of this JVM since the bundle started. */
final class SessionCounters {

    /** Sessions that went to the shared cache. */
    final LongAdder stored = new LongAdder();

    /** Sessions that the shared cache refused. */
    final LongAdder refused = new LongAdder();

    /** Sessions that do not fit the limit that the cache was opened with. */
    final LongAdder tooLarge = new LongAdder();

    /** Lookups answered from this JVM's memory (TLS 1.2 only). */
    final LongAdder localHits = new LongAdder();

    /** Lookups answered from the shared cache. */
    final LongAdder sharedHits = new LongAdder();

    /** Lookups that found nothing. */
    final LongAdder misses = new LongAdder();

    /** TLS 1.3 tickets that another node took at the same moment. */
    final LongAdder lostRaces = new LongAdder();

    /** Sessions asked for that a node had to forget after an alert. */
    final LongAdder forgotten = new LongAdder();

    /** Sessions found, but older than SSLSessionCacheTimeout. */
    final LongAdder stale = new LongAdder();

    /** Sessions whose server certificate is no longer among those of the context. */
    final LongAdder otherCertificate = new LongAdder();

    /** Sessions JSSE could not write or read. */
    final LongAdder unreadable = new LongAdder();

    private final Map<Flaw, LongAdder> flaws = Arrays.stream(Flaw.values())
            .collect(Collectors.toMap(
                    flaw -> flaw, flaw -> new LongAdder(), (a, b) -> a, () -> new EnumMap<>(Flaw.class)));

    LongAdder flaw(Flaw flaw) {
        return flaws.get(flaw);
    }
}

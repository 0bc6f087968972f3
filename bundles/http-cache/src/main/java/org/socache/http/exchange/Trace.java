// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.socache.http.TraceEntry;
import org.socache.http.engine.Reason;
import org.socache.http.engine.message.RequestHead;

/** The last decisions, in a ring that requests write to without waiting for one another. */
final class Trace {

    private static final int SIZE = 1024;

    private final AtomicReferenceArray<Line> ring = new AtomicReferenceArray<>(SIZE);
    private final AtomicLong next = new AtomicLong();

    /** Kept as the parts that were at hand anyway: text is made only for who asks. */
    private record Line(long time, RequestHead request, Reason reason, int status) {}

    void add(long time, RequestHead request, Reason reason, int status) {
        ring.set((int) (next.getAndIncrement() % SIZE), new Line(time, request, reason, status));
    }

    List<TraceEntry> newestFirst(int limit) {
        List<TraceEntry> entries = new ArrayList<>();
        long newest = next.get() - 1;
        for (long place = newest; place >= 0 && place > newest - Math.min(limit, SIZE); place--) {
            Line line = ring.get((int) (place % SIZE));
            if (line != null) {
                entries.add(entry(line));
            }
        }
        return entries;
    }

    private static TraceEntry entry(Line line) {
        return new TraceEntry(
                line.time(),
                line.request().method(),
                line.request().uri().toString(),
                line.reason().kind().name(),
                line.reason().label(),
                line.reason().text(),
                line.status());
    }
}

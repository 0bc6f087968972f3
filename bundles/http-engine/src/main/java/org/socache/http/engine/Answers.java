// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.RequestHead;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Trait;
import org.socache.http.engine.syntax.ByteRange;
import org.socache.http.engine.syntax.ContentRange;
import org.socache.http.engine.syntax.DeltaSeconds;

/**
 * Makes answers from stored responses: judges the client's conditions in the order of RFC 9110 section 13.2.2, then its Range
 * (section 14), and puts the fields together (RFC 9111 section 4).
 */
final class Answers {

    /** More ranges than this, or overlapping ones, look like an attack (RFC 9110 section 17.15): the whole is sent instead. */
    private static final int MAX_RANGES = 16;

    private final Report report;

    Answers(Report report) {
        this.report = report;
    }

    /**
     * The answer to a request that needs no word from the origin.
     *
     * @return null if a part is stored, and it is not the part asked for; or if the content has gone meanwhile
     */
    Serve fromStore(RequestHead request, StoredResponse stored, Reason reason, long now) {
        Serve plain = answer(request, stored, reason, now);
        if (plain == null) {
            return null;
        }
        long remaining = Math.floorDiv(stored.timing().remaining(now), 1000L);
        return plain.withFields(report.hit(plain.head().fields(), reason, remaining));
    }

    /** The answer after the origin was asked; see {@link Report#forwarded}. */
    Serve afterForward(Exchange exchange, StoredResponse stored, Reason reason, int status, boolean kept, long now) {
        Serve plain = answer(exchange.client(), stored, reason, now);
        if (plain == null) {
            return null;
        }
        Fields fields = report.forwarded(plain.head().fields(), exchange.reason(), status, kept, reason);
        return plain.withFields(fields);
    }

    private static Serve answer(RequestHead request, StoredResponse stored, Reason reason, long now) {
        Fields fields = withAge(stored.fields(), stored.timing().age(now));
        boolean successful = stored.status() >= 200 && stored.status() < 300;
        if (successful && Validators.isNotModified(request.fields(), stored)) {
            return new Serve(new ResponseHead(304, withoutContent(fields)), Payload.NONE, stored, reason);
        }
        List<ByteRange> ranges = ranges(request, stored);
        if (stored.isComplete() || stored.has(Trait.HEAD_ONLY)) {
            return ranges == null
                    ? whole(request, stored, fields, reason)
                    : partOfWhole(ranges, stored, fields, reason);
        }
        return ranges == null || ranges.size() != 1 ? null : partOfPart(ranges.get(0), stored, fields, reason);
    }

    /** The ranges to honour, or null to ignore the field. */
    private static List<ByteRange> ranges(RequestHead request, StoredResponse stored) {
        boolean applies = request.isGet() && (stored.status() == 200 || stored.status() == 206);
        String field = applies ? request.fields().combined("Range") : null;
        List<ByteRange> ranges = ByteRange.parse(field);
        boolean honoured =
                ranges != null && ranges.size() <= MAX_RANGES && Validators.allowsRange(request.fields(), stored);
        return honoured ? ranges : null;
    }

    private static Serve whole(RequestHead request, StoredResponse stored, Fields fields, Reason reason) {
        boolean hasContent = stored.status() != 204 && stored.status() != 304;
        Fields framed = hasContent && !stored.has(Trait.HEAD_ONLY)
                ? fields.with("Content-Length", Long.toString(stored.extent().length()))
                : fields;
        Body content = request.isHead() || !hasContent ? Body.EMPTY : stored.body();
        return serve(new ResponseHead(stored.status(), framed), content, stored, reason);
    }

    private static Serve partOfWhole(List<ByteRange> asked, StoredResponse stored, Fields fields, Reason reason) {
        long length = stored.extent().length();
        List<ByteRange> ranges =
                asked.stream().filter(range -> range.isSatisfiable(length)).toList();
        if (ranges.isEmpty()) {
            // the last bytes of nothing are there, and no Content-Range can tell of none (RFC 9110 section 14.1.2)
            boolean suffixOfNothing =
                    length == 0 && asked.stream().anyMatch(range -> range.isSuffix() && range.last() > 0);
            return suffixOfNothing ? all(stored, fields, reason) : unsatisfied(length, stored, fields, reason);
        }
        if (ranges.size() == 1) {
            return single(ranges.get(0), length, stored, fields, reason);
        }
        return overlap(ranges, length)
                ? all(stored, fields, reason)
                : multipart(ranges, length, stored, fields, reason);
    }

    private static Serve unsatisfied(long length, StoredResponse stored, Fields fields, Reason reason) {
        Fields framed = withoutLifetime(withoutContent(fields))
                .with("Content-Range", ContentRange.unsatisfied(length))
                .with("Content-Length", "0");
        return new Serve(new ResponseHead(416, framed), Payload.NONE, stored, reason);
    }

    private static Serve all(StoredResponse stored, Fields fields, Reason reason) {
        Fields framed =
                fields.with("Content-Length", Long.toString(stored.extent().length()));
        return serve(new ResponseHead(stored.status(), framed), stored.body(), stored, reason);
    }

    /** A range out of a stored part; null if it reaches beyond it. */
    private static Serve partOfPart(ByteRange range, StoredResponse stored, Fields fields, Reason reason) {
        Extent extent = stored.extent();
        boolean needsLength = range.isSuffix() || range.last() == Long.MAX_VALUE;
        if (needsLength && extent.completeLength() < 0) {
            return null;
        }
        long length = extent.completeLength() < 0 ? Long.MAX_VALUE : extent.completeLength();
        boolean held = range.isSatisfiable(length)
                && range.start(length) >= extent.first()
                && range.end(length) <= extent.end();
        return held ? single(range, length, stored, fields, reason) : null;
    }

    private static Serve single(ByteRange range, long length, StoredResponse stored, Fields fields, Reason reason) {
        long start = range.start(length);
        long end = range.end(length);
        Fields framed = fields.without(Updates::isContentDigest)
                .with(
                        "Content-Range",
                        ContentRange.format(start, end - 1, stored.extent().completeLength()))
                .with("Content-Length", Long.toString(end - start));
        return serve(new ResponseHead(206, framed), slice(stored, start, end), stored, reason);
    }

    private static Serve multipart(
            List<ByteRange> ranges, long length, StoredResponse stored, Fields fields, Reason reason) {
        // 62 random bits are no secret; they only must not occur in the content by accident
        String boundary = "socache-" + Long.toHexString(stored.timing().responseTime() * 0x9E3779B97F4A7C15L + length);
        String type = fields.first("Content-Type");
        List<Body> content = new ArrayList<>(2 * ranges.size() + 1);
        long total = 0;
        for (ByteRange range : ranges) {
            long start = range.start(length);
            long end = range.end(length);
            String head = "\r\n--" + boundary + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Range: " + ContentRange.format(start, end - 1, length) + "\r\n\r\n";
            content.add(latin1(head));
            content.add(slice(stored, start, end));
        }
        content.add(latin1("\r\n--" + boundary + "--\r\n"));
        for (Body part : content) {
            total += part.length();
        }
        Fields framed = fields.without(name -> name.equalsIgnoreCase("Content-Range") || Updates.isContentDigest(name))
                .with("Content-Type", "multipart/byteranges; boundary=" + boundary)
                .with("Content-Length", Long.toString(total));
        return serve(new ResponseHead(206, framed), Body.joined(content), stored, reason);
    }

    private static boolean overlap(List<ByteRange> ranges, long length) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(range -> range.start(length)));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).start(length) < sorted.get(i - 1).end(length)) {
                return true;
            }
        }
        return false;
    }

    private static Body slice(StoredResponse stored, long start, long end) {
        return stored.body().slice(start - stored.extent().first(), end - start);
    }

    private static Body latin1(String text) {
        return Body.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Serve serve(ResponseHead head, Body content, StoredResponse stored, Reason reason) {
        Payload payload = content.open();
        return payload == null ? null : new Serve(head, payload, stored, reason);
    }

    private static Fields withAge(Fields fields, long ageMillis) {
        return fields.with("Age", Long.toString(Math.min(DeltaSeconds.MAX, ageMillis / 1000)));
    }

    /**
     * What has no content, as a 304, has no fields about content either (httpd PR 55547), except what a stored copy is updated
     * with.
     */
    private static Fields withoutContent(Fields fields) {
        return fields.without(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length", "content-encoding", "content-type", "content-language", "content-range" -> true;
            default -> Updates.isContentDigest(name);
        });
    }

    /** What is not the stored response itself must not live as long as it: the next cache would keep it for all ranges. */
    private static Fields withoutLifetime(Fields fields) {
        return fields.without(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "age", "cache-control", "expires", "etag", "last-modified" -> true;
            // targeted fields (RFC 9213 section 2.1), and the older Surrogate-Control
            default ->
                name.toLowerCase(Locale.ROOT).endsWith("-cache-control") || name.equalsIgnoreCase("Surrogate-Control");
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.socache.http.engine.message.Fields;

import static org.socache.http.engine.record.RecordLayout.*;

/** Stored responses as bytes, laid out as {@link RecordLayout} draws them. */
public final class ResponseRecord {

    /** Far above any sensible duration, far below where sums of two overflow. */
    private static final long MAX_DURATION = 1L << 60;

    private ResponseRecord() {}

    /** How many bytes a record takes beside its key, selecting fields, tags, fields and body. */
    public static int overhead() {
        return RESPONSE_PREFIX;
    }

    /** What stands for the length of a body that lies apart from its record. */
    private static final int APART = -1;

    /** The record of a response with its body. */
    static byte[] encode(StoredResponse response) {
        return encode(response, Math.toIntExact(response.body().length()));
    }

    /** The record of a response whose body is kept elsewhere. */
    static byte[] encodeApart(StoredResponse response) {
        return encode(response, APART);
    }

    private static byte[] encode(StoredResponse response, int bodyLength) {
        byte[] key = response.key().bytes();
        byte[] selecting = HeaderBlock.render(response.selecting());
        byte[] tags = String.join("\n", response.tags()).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer headers = response.headerBlock();
        int length = Math.addExact(
                RESPONSE_PREFIX + key.length + selecting.length + tags.length + headers.remaining(),
                Math.max(0, bodyLength));
        byte[] record = new byte[length];
        Timing timing = response.timing();
        ByteBuffer bytes = ByteBuffer.wrap(record)
                .putShort(STATUS_AT, (short) response.status())
                .putShort(TRAITS_AT, (short) response.traits())
                .putLong(REQUEST_TIME_AT, timing.requestTime())
                .putLong(RESPONSE_TIME_AT, timing.responseTime())
                .putLong(DATE_AT, timing.date())
                .putLong(INITIAL_AGE_AT, timing.initialAge())
                .putLong(LIFETIME_AT, timing.lifetime())
                .putLong(STALE_WHILE_REVALIDATE_AT, timing.staleWhileRevalidate())
                .putLong(STALE_IF_ERROR_AT, timing.staleIfError())
                .putLong(STORAGE_EXPIRY_AT, timing.storageExpiry())
                .putLong(FIRST_AT, response.extent().first())
                .putLong(COMPLETE_LENGTH_AT, response.extent().completeLength())
                .putInt(KEY_LENGTH_AT, key.length)
                .putInt(SELECTING_LENGTH_AT, selecting.length)
                .putInt(TAGS_LENGTH_AT, tags.length)
                .putInt(HEADERS_LENGTH_AT, headers.remaining())
                .putInt(BODY_LENGTH_AT, bodyLength)
                .position(RESPONSE_PREFIX)
                .put(key)
                .put(selecting)
                .put(tags)
                .put(headers);
        if (bodyLength > 0) {
            copy(response.body(), bytes);
        }
        return seal(record, RESPONSE);
    }

    /**
     * Reads a record whose checksum was verified. The body and the field lines are views of the array, nothing is copied.
     *
     * @param expected the key it was found under
     * @param apart the body that lies apart; null where the record must have it
     * @return null if the parts do not add up, or it is the record of another key
     */
    static StoredResponse decode(byte[] record, CacheKey expected, Body apart) {
        if (record.length < RESPONSE_PREFIX) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record);
        int[] lengths = new int[5];
        long total = RESPONSE_PREFIX;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = bytes.getInt(KEY_LENGTH_AT + 4 * i);
            if (i == 4 && lengths[i] == APART && apart != null) {
                lengths[i] = 0;
            } else if (lengths[i] < 0 || i == 4 && apart != null) {
                return null;
            }
            total += lengths[i];
        }
        if (total != record.length) {
            return null;
        }
        int at = RESPONSE_PREFIX;
        CacheKey key = new CacheKey(text(record, at, lengths[0]));
        at += lengths[0];
        Fields selecting = lengths[1] == 0 ? Fields.EMPTY : HeaderBlock.parse(bytes.slice(at, lengths[1]));
        at += lengths[1];
        List<String> tags = lengths[2] == 0
                ? List.of()
                : List.of(text(record, at, lengths[2]).split("\n"));
        at += lengths[2];
        HeaderBlock headers = new HeaderBlock(bytes.slice(at, lengths[3]));
        Body body = apart != null ? apart : Body.of(bytes.slice(at + lengths[3], lengths[4]));
        Timing timing = timing(bytes);
        Extent extent = new Extent(bytes.getLong(FIRST_AT), body.length(), bytes.getLong(COMPLETE_LENGTH_AT));
        if (!key.equals(expected) || selecting == null || timing == null || !isPossible(extent)) {
            return null;
        }
        return new StoredResponse(
                expected,
                bytes.getShort(STATUS_AT),
                headers,
                timing,
                extent,
                bytes.getShort(TRAITS_AT),
                selecting,
                tags,
                body);
    }

    private static void copy(Body body, ByteBuffer target) {
        try (Payload payload = body.open()) {
            if (payload == null) {
                throw new IOException("a body of " + body.length() + " bytes is no longer there");
            }
            for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
                target.put(part.duplicate());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Timing timing(ByteBuffer bytes) {
        Timing timing = new Timing(
                bytes.getLong(REQUEST_TIME_AT),
                bytes.getLong(RESPONSE_TIME_AT),
                bytes.getLong(DATE_AT),
                bytes.getLong(INITIAL_AGE_AT),
                bytes.getLong(LIFETIME_AT),
                bytes.getLong(STALE_WHILE_REVALIDATE_AT),
                bytes.getLong(STALE_IF_ERROR_AT),
                bytes.getLong(STORAGE_EXPIRY_AT));
        boolean possible = isDuration(timing.requestTime())
                && isDuration(timing.responseTime())
                && isDuration(timing.initialAge())
                && isDuration(timing.lifetime())
                && isDuration(timing.staleWhileRevalidate())
                && isDuration(timing.staleIfError() + 1);
        return possible ? timing : null;
    }

    private static boolean isDuration(long millis) {
        return millis >= 0 && millis < MAX_DURATION;
    }

    private static boolean isPossible(Extent extent) {
        boolean bounded = extent.first() >= 0 && extent.first() < MAX_DURATION && extent.completeLength() >= -1;
        return bounded && (extent.completeLength() == -1 || extent.end() <= extent.completeLength());
    }

    private static String text(byte[] record, int at, int length) {
        return new String(record, at, length, StandardCharsets.ISO_8859_1);
    }
}

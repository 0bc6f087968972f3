// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;

import org.socache.http.disk.file.Tree;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Payload;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;
import org.socache.http.storage.Draft;

/** Responses that tell by themselves whether they are whole: a field has the checksum of the content. */
final class Samples {

    static final long FOREVER = 1L << 50;

    static final Limits LIMITS = new Limits(1, 100_000_000, 1L << 30, 1_000_000);

    private Samples() {}

    static DiskStorage storage(Path root) {
        return storage(root, LIMITS);
    }

    static DiskStorage storage(Path root, Limits limits) {
        return new DiskStorage(new Tree(root, 2, 2), limits, InstantSource.system());
    }

    static CacheKey key(int number) {
        return new CacheKey("http://www.example.com:80/" + number + "?");
    }

    static byte[] content(long seed, int length) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return content;
    }

    /** Stores content as the HTTP cache does: in a draft first, then as a record with that body. */
    static long put(DiskStorage storage, CacheKey key, byte[] content) {
        try (Draft draft = storage.draft()) {
            if (draft == null) {
                return -1;
            }
            for (int at = 0; at < content.length; at += 20_000) {
                draft.add(ByteBuffer.wrap(content, at, Math.min(20_000, content.length - at)));
            }
            return storage.put(key, FOREVER, response(key, draft.body(), sum(content)));
        } catch (IOException e) {
            storage.remove(key);
            return -1;
        }
    }

    static Stored response(CacheKey key, Body body, String sum) {
        return new Stored.Response(new StoredResponse(
                key,
                200,
                Fields.of("Content-Type", "text/plain", "X-Sum", sum),
                new Timing(1000, 2000, 3000, 0, 5000, 0, -1, FOREVER),
                Extent.complete(body.length()),
                Set.of(),
                Fields.EMPTY,
                List.of("tag"),
                body));
    }

    static String sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return content.length + "-" + sum.getValue();
    }

    /** The content under a key; null if there is none. Broken off, it is null too, as a client sees it. */
    static byte[] get(DiskStorage storage, CacheKey key) {
        StoredResponse response = load(storage, key);
        if (response == null) {
            return null;
        }
        try (Payload payload = response.body().open()) {
            return payload == null ? null : read(payload);
        } catch (DamagedBodyException brokenOff) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StoredResponse load(DiskStorage storage, CacheKey key) {
        return storage.load(key) instanceof Stored.Response found ? found.response() : null;
    }

    static byte[] read(Payload payload) throws IOException {
        byte[] content = new byte[(int) payload.length()];
        ByteBuffer target = ByteBuffer.wrap(content);
        for (ByteBuffer part = payload.next(); part != null; part = payload.next()) {
            target.put(part);
        }
        if (target.hasRemaining()) {
            throw new IOException(target.remaining() + " bytes are missing");
        }
        return content;
    }

    /** What there is of so many keys; fails where something else comes out than what was put in. */
    static int countSound(DiskStorage storage, int keys) {
        List<Integer> wrong = new ArrayList<>();
        int sound = 0;
        for (int i = 0; i < keys; i++) {
            StoredResponse response = load(storage, key(i));
            byte[] content = get(storage, key(i));
            if (response != null && content != null) {
                if (sum(content).equals(response.fields().first("X-Sum"))) {
                    sound++;
                } else {
                    wrong.add(i);
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("served wrong: " + wrong);
        }
        return sound;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;
import org.socache.http.engine.syntax.ByteRange;
import org.socache.http.engine.syntax.DeltaSeconds;
import org.socache.http.engine.syntax.HttpDate;
import org.socache.http.engine.syntax.Preferences;
import org.socache.http.engine.syntax.StructuredDictionary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers of what strangers send, on inputs that nobody thought of. Starts from the seeds in {@code src/test/resources/fuzz} and
 * keeps every input that is read in a way not seen before, to go on from there.
 *
 * <p>{@code -Dsocache.fuzz.minutes=30} is the long form, for each reader; what it keeps lies in {@code target/fuzz} then. The
 * default form takes the same short way each time. An input that fails is in the message, in hex: it becomes a seed.
 */
class FuzzTest {

    private static final long MINUTES = Long.getLong("socache.fuzz.minutes", 0);
    private static final int SHORT_FORM = 20_000;
    private static final int KEPT = 2_000;
    private static final CacheKey KEY = new CacheKey("http://www.example.com:80/a?");

    /** A reader: what it makes of an input, as text; checks what must hold for whatever it makes. */
    @FunctionalInterface
    interface Reader {
        String read(byte[] input) throws IOException;
    }

    enum Target {
        CACHE_CONTROL(text -> {
            Fields fields = Fields.of("Cache-Control", printable(text));
            ResponseControl response = ResponseControl.of(fields, List.of());
            RequestControl request = RequestControl.of(fields, false);
            for (long seconds : new long[] {
                response.maxAge,
                response.sharedMaxAge,
                response.staleWhileRevalidate,
                response.staleIfError,
                request.maxAge(),
                request.minFresh(),
                request.maxStale(),
                request.staleIfError()
            }) {
                assertThat(seconds).isBetween(-1L, DeltaSeconds.MAX);
            }
            return request + " " + response.noStore + response.noCache + response.isPrivate + response.maxAge
                    + response.forbidsStale();
        }),
        DATE(text -> {
            long date = HttpDate.parse(printable(text), 0);
            if (date != HttpDate.NONE) {
                assertThat(HttpDate.parse(HttpDate.format(date), 0)).isEqualTo(date);
            }
            return String.valueOf(date);
        }),
        RANGE(text -> {
            List<ByteRange> ranges = ByteRange.parse(printable(text));
            for (ByteRange range : ranges == null ? List.<ByteRange>of() : ranges) {
                if (range.isSatisfiable(1000)) {
                    assertThat(range.start(1000)).isBetween(0L, 999L);
                    assertThat(range.end(1000)).isBetween(range.start(1000) + 1, 1000L);
                }
            }
            return String.valueOf(ranges);
        }),
        VARY(text -> {
            String value = printable(text);
            List<String> names = Selection.varyNames(Fields.of("Vary", value));
            Preferences preferences = Preferences.parse(value);
            if (preferences != null) {
                String once = preferences.normalised();
                assertThat(Preferences.parse(once).normalised()).isEqualTo(once);
            }
            return names + " " + (preferences == null ? null : preferences.normalised());
        }),
        DICTIONARY(text -> {
            Map<String, Object> members = StructuredDictionary.parse(printable(text));
            ResponseControl control =
                    ResponseControl.of(Fields.of("CDN-Cache-Control", printable(text)), List.of("CDN-Cache-Control"));
            assertThat(control.maxAge).isBetween(-1L, DeltaSeconds.MAX);
            return members + " " + control.maxAge;
        }),
        RECORD(bytes -> {
            Stored damaged = Stored.decode(bytes, KEY);
            Stored resealed = Stored.decode(sealed(bytes), KEY);
            if (resealed instanceof Stored.Response found) {
                StoredResponse response = found.response();
                assertThat(response.extent().length()).isEqualTo(response.body().length());
                return response + " " + response.fields().size() + response.tags().size() + (damaged == null);
            }
            return String.valueOf(resealed == null);
        });

        final Reader reader;

        Target(Reader reader) {
            this.reader = reader;
        }

        List<byte[]> seeds() throws IOException {
            if (this == RECORD) {
                return List.of(record());
            }
            String file = "/fuzz/" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".txt";
            try (InputStream seeds = FuzzTest.class.getResourceAsStream(file)) {
                return new String(seeds.readAllBytes(), StandardCharsets.ISO_8859_1)
                        .lines()
                        .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
            }
        }
    }

    private static byte[] record() {
        return new Stored.Response(new StoredResponse(
                        KEY,
                        200,
                        Fields.of("Content-Type", "text/plain", "ETag", "\"1\""),
                        new Timing(1000, 2000, 3000, 4000, 5000, 6000, -1, 8000),
                        Extent.complete(4),
                        Set.of(),
                        Fields.of("accept-language", "en"),
                        List.of("tag"),
                        Body.of(ByteBuffer.wrap(new byte[4]))))
                .encode();
    }

    /** Right length and checksum, so that what comes after them is looked at. */
    private static byte[] sealed(byte[] bytes) {
        byte[] record = Arrays.copyOf(bytes, Math.max(16, bytes.length));
        ByteBuffer.wrap(record).putInt(12, record.length);
        CRC32C checksum = new CRC32C();
        checksum.update(record, 12, record.length - 12);
        ByteBuffer.wrap(record).putInt(8, (int) checksum.getValue());
        return record;
    }

    /** As a field value may be: others do not get as far as a reader. */
    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            text.append(c < ' ' && c != '\t' || c == 0x7f ? ' ' : c);
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void anyInput_isReadWithoutAnError_andWithinBounds(Target target) throws IOException {
        Random random = new Random(MINUTES == 0 ? 1 : System.nanoTime());
        List<byte[]> kept = new ArrayList<>(target.seeds());
        Set<String> seen = new TreeSet<>();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        for (byte[] seed : kept) {
            seen.add(check(target, seed));
        }
        long inputs = 0;
        while (MINUTES == 0 ? inputs < SHORT_FORM : System.nanoTime() < end) {
            byte[] input = mutate(kept.get(random.nextInt(kept.size())), kept.get(random.nextInt(kept.size())), random);
            inputs++;
            String meaning = check(target, input);
            if (kept.size() < KEPT && seen.add(meaning)) {
                kept.add(input);
            }
        }
        if (MINUTES > 0) {
            save(target, kept);
            System.out.println(target + ": " + inputs + " inputs in " + MINUTES + " min, " + kept.size() + " kept");
        }
    }

    private static String check(Target target, byte[] input) throws IOException {
        try {
            return target.reader.read(input);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(target + " fails on " + HexFormat.of().formatHex(input), failure);
        }
    }

    /** One to four changes: a byte, a piece taken out, doubled, or taken from another input. */
    private static byte[] mutate(byte[] one, byte[] other, Random random) {
        byte[] input = one;
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int from = random.nextInt(input.length + 1);
            int to = from + random.nextInt(Math.min(16, input.length - from) + 1);
            input = switch (random.nextInt(4)) {
                case 0 -> joined(input, from, new byte[] {(byte) random.nextInt(256)}, Math.min(from + 1, input.length));
                case 1 -> joined(input, from, new byte[0], to);
                case 2 -> joined(input, to, Arrays.copyOfRange(input, from, to), to);
                default -> {
                    int start = random.nextInt(other.length + 1);
                    int stop = start + random.nextInt(Math.min(16, other.length - start) + 1);
                    yield joined(input, from, Arrays.copyOfRange(other, start, stop), to);
                }
            };
        }
        return input.length > 1_000 ? Arrays.copyOf(input, 1_000) : input;
    }

    /** The input up to a place, a middle, and the input from another place on. */
    private static byte[] joined(byte[] input, int end, byte[] middle, int start) {
        byte[] whole = Arrays.copyOf(input, end + middle.length + input.length - start);
        System.arraycopy(middle, 0, whole, end, middle.length);
        System.arraycopy(input, start, whole, end + middle.length, input.length - start);
        return whole;
    }

    private static void save(Target target, List<byte[]> kept) throws IOException {
        Path directory = Files.createDirectories(Path.of("target/fuzz"));
        Files.write(
                directory.resolve(target + ".hex"),
                kept.stream().map(HexFormat.of()::formatHex).toList(),
                StandardCharsets.US_ASCII);
    }
}

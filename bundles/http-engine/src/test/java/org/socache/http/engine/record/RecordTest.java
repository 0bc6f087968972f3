// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.socache.http.engine.message.Fields;

import static org.assertj.core.api.Assertions.assertThat;

/** Records: what was stored comes back, and nothing else does, and nothing ever throws. */
class RecordTest {

    private static final CacheKey KEY = new CacheKey("http://www.example.com:80/a?");

    private final StoredResponse response = new StoredResponse(
            KEY,
            200,
            Fields.of("Content-Type", "text/plain", "X-Empty", "", "Set-Cookie", "a=b", "Set-Cookie", "c=d"),
            new Timing(1000, 2000, 3000, 4000, 5000, 6000, -1, 8000),
            Extent.complete(4),
            Set.of(Trait.IMMUTABLE, Trait.NEVER_STALE),
            Fields.of("accept-language", "en"),
            List.of("tag one", "tag2"),
            Body.of(ByteBuffer.wrap("page".getBytes(StandardCharsets.ISO_8859_1))));

    @Test
    void response_comesBackWhole() {
        StoredResponse read = ((Stored.Response) Stored.decode(ResponseRecord.encode(response), KEY)).response();

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.fields()).isEqualTo(response.fields());
        assertThat(read.timing()).isEqualTo(response.timing());
        assertThat(read.extent()).isEqualTo(response.extent());
        assertThat(read.selecting()).isEqualTo(response.selecting());
        assertThat(read.tags()).containsExactly("tag one", "tag2");
        assertThat(read.body()).isEqualTo(response.body());
        assertThat(read.has(Trait.IMMUTABLE) && read.has(Trait.NEVER_STALE)).isTrue();
        assertThat(read.has(Trait.NO_CACHE) || read.has(Trait.HEAD_ONLY)).isFalse();
        assertThat(StandardCharsets.ISO_8859_1.decode(read.headerBlock()).toString())
                .isEqualTo("Content-Type: text/plain\r\nX-Empty: \r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n");
    }

    @Test
    void body_isAViewOfTheRecord() throws IOException {
        byte[] record = ResponseRecord.encode(response);

        assertThat(((Stored.Response) Stored.decode(record, KEY))
                        .response()
                        .body()
                        .open()
                        .next()
                        .array())
                .isSameAs(record);
    }

    @Test
    void index_comesBackWhole() {
        VariantIndex index = new VariantIndex(
                KEY,
                List.of(
                        new VariantIndex.Variant("00ff", List.of("a", "b"), Fields.of("a", "1"), "en", "", 1, 2),
                        new VariantIndex.Variant("11ee", List.of("a"), Fields.EMPTY, "", "gzip", 3, 4)));

        assertThat(((Stored.Variants) Stored.decode(VariantIndexRecord.encode(index), KEY)).index())
                .isEqualTo(index);
    }

    @Test
    void lease_comesBackWhole_andIsNeitherAResponseNorFoundByItsKey() {
        byte[] record = new Lease(42).encode();

        assertThat(Lease.decode(record)).isEqualTo(new Lease(42));
        assertThat(Stored.decode(record, KEY.lease())).isNull();
        assertThat(Lease.decode(ResponseRecord.encode(response))).isNull();
        assertThat(Lease.decode(null)).isNull();
        assertThat(KEY.variant("00ff").lease()).isEqualTo(KEY.lease()).isNotEqualTo(KEY);
    }

    @Property
    void lease_withOneChangedByteOrCutShort_isAbsent(@ForAll @IntRange(max = 23) int at, @ForAll byte other) {
        byte[] record = new Lease(42).encode();
        boolean same = record[at] == other;
        record[at] = other;

        assertThat(Lease.decode(record) == null).isEqualTo(!same);
        assertThat(Lease.decode(java.util.Arrays.copyOf(new Lease(42).encode(), at)))
                .isNull();
    }

    @Test
    void record_ofAnotherKeyVersionOrNobody_isAbsent() {
        byte[] newer = ResponseRecord.encode(response);
        newer[RecordLayout.VERSION_AT + 1]++;

        assertThat(Stored.decode(ResponseRecord.encode(response), new CacheKey("http://other:80/?")))
                .isNull();
        assertThat(Stored.decode(newer, KEY)).isNull();
        assertThat(Stored.decode(null, KEY)).isNull();
        assertThat(Stored.decode(new byte[0], KEY)).isNull();
    }

    @Property
    void record_withOneChangedByte_isAbsent(@ForAll @IntRange(max = 10_000) int at, @ForAll byte other) {
        byte[] record = ResponseRecord.encode(response);
        int index = at % record.length;
        boolean same = record[index] == other;
        record[index] = other;

        assertThat(Stored.decode(record, KEY) == null).isEqualTo(!same);
    }

    @Property
    void record_cutShort_isAbsent(@ForAll @IntRange(max = 10_000) int length) {
        byte[] record = ResponseRecord.encode(response);

        assertThat(Stored.decode(java.util.Arrays.copyOf(record, length % record.length), KEY))
                .isNull();
    }

    /** With a valid checksum, as a foreign program could write it: still nothing is thrown, nor made of a size it claims. */
    @Property
    void record_ofArbitraryBytesWithAValidSeal_neverThrows(@ForAll byte[] content, @ForAll boolean index) {
        byte[] record = new byte[RecordLayout.PREFIX + content.length];
        System.arraycopy(content, 0, record, RecordLayout.PREFIX, content.length);
        RecordLayout.seal(record, index ? RecordLayout.VARIANTS : RecordLayout.RESPONSE);

        Stored.decode(record, KEY);
    }

    @Property
    void record_withChangedNumbersAndAValidSeal_neverThrows(
            @ForAll @IntRange(max = 10_000) int at, @ForAll int number, @ForAll boolean index) {
        VariantIndex variants = new VariantIndex(
                KEY, List.of(new VariantIndex.Variant("00", List.of("a"), Fields.of("a", "1"), "en", "", 1, 2)));
        byte[] record = index ? VariantIndexRecord.encode(variants) : ResponseRecord.encode(response);
        int room = record.length - RecordLayout.PREFIX - 4;
        ByteBuffer.wrap(record).putInt(RecordLayout.PREFIX + at % room, number);
        RecordLayout.seal(record, index ? RecordLayout.VARIANTS : RecordLayout.RESPONSE);

        Stored decoded = Stored.decode(record, KEY);

        if (decoded instanceof Stored.Response read) {
            read.response().fields();
            read.response().timing().age(System.nanoTime());
            read.response().body();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.time.Instant;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The parsers of single values, by tables; and that none of them throws. */
class SyntaxTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z",
                "Sun Nov 16 08:49:37 1994         | 1994-11-16T08:49:37Z",
                "SUN, 06 NOV 1994 08:49:37 gmt    | 1994-11-06T08:49:37Z",
                "Thursday, 18-Aug-50 02:01:18 GMT | 2050-08-18T02:01:18Z",
                "Saturday, 01-Feb-77 00:00:00 GMT | 1977-02-01T00:00:00Z",
                "Saturday, 01-Feb-76 00:00:00 GMT | 2076-02-01T00:00:00Z",
                "Sun, 29 Feb 2024 00:00:60 GMT    | 2024-02-29T00:00:59Z",
                "Sun, 29 Feb 2023 00:00:00 GMT    | -",
                "Sun, 06 Nov 1994 24:00:00 GMT    | -",
                "Sun, 06 Nov 1994 08:49:37 UTC    | -",
                "Sun, 06 Nov 94 08:49:37 GMT      | -",
                "Sun, 06-Nov-1994 08:49:37 GMT    | -",
                "Sun 06 Nov 1994 08:49:37 GMT     | -",
                "Sun, 6 Nov 1994 08:49:37 GMT     | -",
                "Xun, 06 Nov 1994 08:49:37 GMT    | -",
                "0                                | -",
                "-                                | -",
            })
    void httpDate(String text, Instant expected) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(expected == null ? HttpDate.NONE : expected.toEpochMilli());
    }

    @Property
    void httpDate_writtenAndRead_isTheSameSecond(@ForAll @LongRange(min = 0, max = 250_000_000_000L) long second) {
        assertThat(HttpDate.parse(HttpDate.format(1000 * second), NOW)).isEqualTo(1000 * second);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0",
                "003600, 3600",
                "2147483647, 2147483647",
                "2147483648, 2147483648",
                "99999999999999999999, 2147483648",
                "'', -1",
                "-, -1",
                "-1, -1",
                "+1, -1",
                "1.0, -1",
                "' 1', -1",
                "1a, -1",
                "٣, -1",
            })
    void deltaSeconds(String text, long expected) {
        assertThat(DeltaSeconds.parse("-".equals(text) ? null : text)).isEqualTo(expected);
    }

    @Test
    void fieldList() {
        assertThat(FieldList.members(" a ,, \"b,\\\"c\" ;d=1, e\t,")).containsExactly("a", "\"b,\\\"c\" ;d=1", "e");
        assertThat(FieldList.members("a, \"unfinished, b")).containsExactly("a", "\"unfinished, b");
        assertThat(FieldList.members(null)).isEmpty();
        assertThat(FieldList.unquote("\"a\\\"b\\\\\"")).isEqualTo("a\"b\\");
        assertThat(FieldList.unquote("\"")).isEqualTo("\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"1\"    | \"1\"             | true", "W/\"1\"  | \"1\"           | true",
                        "\"1\" | \"0\",\"1\"  | true",
                "\"1\"    | W/\"0\" , W/\"1\" | true", "\"1\"    | *               | true",
                        "\"1\" | \"0\" \"1\"  | true",
                "\"1\"    | \"1               | false", "\"1\"   | x\"1\"          | false",
                        "\"1\" | w/\"1\"     | false",
                "\",\"    | \"a\",\"b\"       | false", "\"\"    | \"a\",\"\"      | true",
            })
    void entityTag_isListed(String tag, String list, boolean expected) {
        assertThat(EntityTag.parse(tag).isListed(list)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "w/\"1\"", "\"1", "\"a\"b\"", "\"a b\"", "W/", "\""})
    void entityTag_malformed_isNone(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "bytes 0-4/10, 0, 4, 10",
                "bytes 0-4/*, 0, 4, -1",
                "BYTES 9-9/10, 9, 9, 10",
            })
    void contentRange(String text, long first, long last, long complete) {
        assertThat(ContentRange.parse(text)).isEqualTo(new ContentRange(first, last, complete));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes 5-4/10",
        "bytes 0-10/10",
        "bytes */10",
        "bytes 0-/10",
        "bytes -4/10",
        "0-4/10",
        "bytes 0-4",
        "bytes 0-4/x"
    })
    void contentRange_malformed_isNone(String text) {
        assertThat(ContentRange.parse(text)).isNull();
    }

    @Test
    void contentLength() {
        assertThat(ContentLength.parse(List.of())).isEqualTo(ContentLength.ABSENT);
        assertThat(ContentLength.parse(List.of("12"))).isEqualTo(12);
        assertThat(ContentLength.parse(List.of("12", "12"))).isEqualTo(ContentLength.INVALID);
        assertThat(ContentLength.parse(List.of("12, 12"))).isEqualTo(ContentLength.INVALID);
        assertThat(ContentLength.parse(List.of("+12"))).isEqualTo(ContentLength.INVALID);
        assertThat(ContentLength.parse(List.of("99999999999999999999999"))).isEqualTo(ContentLength.INVALID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "en, de           | de,en",
                "DE;q=0.5, en     | en,de;q=0.500",
                "a;q=0.123;x=1    | a;x=1;q=0.123",
                "a;q=500          | -",
                "a;q=0.5;q=0.7    | -",
                "a;               | -",
                ";a               | -",
                "a;b=\"c          | -",
                "''               | ''",
                "a;q=1.000        | a",
                "a;q=2            | -",
                "a;q=0.1234       | -",
                "a;q=             | -",
                "a; q=0 , b ; q=0 | a;q=0.000,b;q=0.000",
            })
    void preferences(String text, String expected) {
        Preferences preferences = Preferences.parse(text);

        assertThat(preferences == null ? null : preferences.normalised()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a=1, b, c=?0;x=1           | {a=1, b=true, c=false}",
                "a=\"x\\\"y\", b=tok/en:1   | {a=x\"y, b=tok/en:1}",
                "a=(1 \"b\" c);p, b=:YQ==:  | {a=VALUE, b=VALUE}",
                "a=1.5, b=@12, c=%\"f%c3\"  | {a=VALUE, b=VALUE, c=VALUE}",
                "a=1, a=2                   | {a=2}",
                "''                         | {}",
                "a=1,                       | -",
                "A=1                        | -",
                "a=                         | -",
                "a=1 b                      | -",
                "a=1.5555                   | -",
                "a=1234567890123456         | -",
                "a=\"x                      | -",
                "a=(1                       | -",
                "a=?2                       | -",
                "a;                         | -",
            })
    void structuredDictionary(String text, String expected) {
        assertThat(String.valueOf(StructuredDictionary.parse(text))).isEqualTo(String.valueOf(expected));
    }

    @Property
    void parsers_neverThrow(@ForAll String text) {
        HttpDate.parse(text, NOW);
        DeltaSeconds.parse(text);
        FieldList.members(text).forEach(FieldList::unquote);
        EntityTag.parse(text);
        new EntityTag(false, "\"1\"").isListed(text);
        ByteRange.parse("bytes=" + text);
        ContentRange.parse("bytes " + text);
        ContentLength.parse(List.of(text));
        Preferences.parse(text);
        StructuredDictionary.parse(text);
    }
}

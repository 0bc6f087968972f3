// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EncodedFieldsTest {

    private final EncodedFields fields = new EncodedFields();

    @ParameterizedTest
    @CsvSource({"ETag, '\"1\"'", "X-Own, a b", "X-Empty, ''", "X-Latin, 'caf\u00e9'", "content-type, text/plain"})
    void of_isSentAsJettyWouldSendIt(String name, String value) {
        HttpField field = fields.of(name, value);

        assertThat(field.getName()).isEqualTo(name);
        assertThat(field.getValue()).isEqualTo(value);
        assertThat(sent(field)).isEqualTo(sent(new HttpField(name, value)));
    }

    private static String sent(HttpField field) {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        if (field instanceof PreEncodedHttpField encoded) {
            encoded.putTo(buffer, HttpVersion.HTTP_1_1);
        } else {
            HttpGenerator.putTo(field, buffer);
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void of_sameLine_isEncodedOnce() {
        assertThat(fields.of("ETag", new String("\"1\""))).isSameAs(fields.of("ETag", "\"1\""));
        assertThat(fields.of("etag", "\"1\"").getName()).isEqualTo("etag");
    }

    @Test
    void of_moreLinesThanSlots_givesEachItsOwn() {
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 5000; n++) {
                HttpField field = fields.of("X-" + n % 7, "value " + n);
                assertThat(sent(field)).isEqualTo("X-" + n % 7 + ": value " + n + "\r\n");
            }
        }
    }

    @Test
    void of_longValue_isNotKept() {
        assertThat(fields.of("Set-Cookie", "x".repeat(257))).isNotInstanceOf(PreEncodedHttpField.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTest {

    @Test
    void text_nestedValues_isValid() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("name", "a \"quoted\"\nname");
        value.put("count", 3L);
        value.put("ratio", 0.5);
        value.put("list", List.of("x", true));

        assertThat(Json.text(List.of(value)))
                .isEqualTo("[{\"name\":\"a \\\"quoted\\\"\\nname\",\"count\":3,\"ratio\":0.5,\"list\":[\"x\",true]}]");
    }
}

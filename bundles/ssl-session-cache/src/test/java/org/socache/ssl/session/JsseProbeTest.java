// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.session;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class JsseProbeTest {

    @Test
    void open_withTheFlags_passes() {
        assertThatCode(JsseProbe::open).doesNotThrowAnyException();
    }

    @Test
    void open_withoutTheFlags_saysWhatIsMissing() throws Exception {
        Process bare = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JsseProbeTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(bare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.trim()).startsWith("refused").contains("--add-opens java.base/sun.security.ssl=ALL-UNNAMED");
    }

    public static void main(String[] arguments) {
        try {
            JsseProbe.open();
            System.out.println("passed");
        } catch (UnsupportedRuntimeException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}

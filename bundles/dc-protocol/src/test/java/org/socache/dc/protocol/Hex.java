// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

import java.util.HexFormat;

/** Bytes as the captures write them: hex, with blanks and bars to guide the eye. */
final class Hex {

    private Hex() {}

    static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll("[ |\n]", ""));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.shell;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

import org.apache.felix.utils.json.JSONWriter;

/** Maps, lists, strings, numbers and booleans as JSON. */
final class Json {

    private Json() {}

    static String text(Object value) {
        StringWriter text = new StringWriter();
        try {
            new JSONWriter(text).value(value).flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a StringWriter does not fail", impossible);
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.shell.json;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

import org.apache.felix.utils.json.JSONWriter;

/** Maps, lists, strings, numbers and booleans as JSON. */
public final class Json {

    private Json() {}

    public static String text(Object value) {
        StringWriter text = new StringWriter();
        try {
            new JSONWriter(text).value(value).flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a StringWriter does not fail", impossible);
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.IOException;
import java.util.Map;
import javax.servlet.http.HttpServletResponse;

import org.apache.felix.utils.json.JSONWriter;

/** Answers in JSON. */
final class Json {

    private Json() {}

    static void send(HttpServletResponse response, int status, Object value) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        new JSONWriter(response.getWriter()).value(value).flush();
    }

    /** One sentence for the person at the page. */
    static void say(HttpServletResponse response, int status, String message) throws IOException {
        send(response, status, Map.of("message", message));
    }
}

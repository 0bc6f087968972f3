// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import java.util.Iterator;
import java.util.List;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;
import org.socache.http.exchange.Heads;
import org.socache.http.exchange.OriginWatch;

/** Field lines between Jetty's messages and the rules'. */
final class JettyFields {

    private static final EncodedFields ENCODED = new EncodedFields();

    private JettyFields() {}

    /** @throws IllegalArgumentException for a line that cannot be sent on */
    static Fields of(HttpFields fields) {
        Fields.Builder builder = Fields.builder(fields.size());
        for (HttpField field : fields) {
            builder.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return builder.build();
    }

    /** Writes the fields that a cache may change into the request, for the handlers behind to see. */
    static void apply(OriginWatch watch, Request request) {
        HttpFields fields = request.getHttpFields();
        for (String name : Heads.CACHE_REQUEST_FIELDS) {
            List<String> wanted = watch.requestFields().all(name);
            if (!wanted.equals(fields.getValuesList(name))) {
                set(fields, name, wanted);
            }
        }
    }

    /** Makes an unsent response what the head says. */
    static void apply(ResponseHead head, Fields is, Response response) {
        response.setStatus(head.status());
        HttpFields fields = response.getHttpFields();
        Heads.differences(is, head.fields(), (name, values) -> set(fields, name, values));
    }

    /**
     * Makes an unsent response what the head says and nothing else, whatever the origin had begun. The length goes into the
     * fields alone: Jetty compares the length set on the response with the bytes the origin has written.
     */
    static void replace(ResponseHead head, Response response) {
        response.setContentLength(-1);
        response.setStatus(head.status());
        HttpFields fields = response.getHttpFields();
        Fields wanted = head.fields();
        for (Iterator<HttpField> present = fields.iterator(); present.hasNext(); ) {
            HttpField field = present.next();
            if (field.getHeader() == HttpHeader.CONTENT_ENCODING || wanted.contains(field.getName())) {
                present.remove();
            }
        }
        for (int i = 0; i < wanted.size(); i++) {
            fields.add(ENCODED.of(wanted.name(i), wanted.value(i)));
        }
    }

    private static void set(HttpFields fields, String name, List<String> values) {
        fields.remove(name);
        for (String value : values) {
            fields.add(name, value);
        }
    }
}

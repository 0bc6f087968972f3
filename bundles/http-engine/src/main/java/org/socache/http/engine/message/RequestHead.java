// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

/**
 * What precedes the content of a request.
 *
 * @param method case-sensitive, as received
 * @param uri the one URI that is both looked up and asked for
 * @param fields all field lines; Host among them is not looked at, see {@link EffectiveUri}
 */
public record RequestHead(String method, EffectiveUri uri, Fields fields) {

    /** Whether this is a GET. */
    public boolean isGet() {
        return method.equals("GET");
    }

    /** Whether this is a HEAD. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** The same request with other fields. */
    public RequestHead withFields(Fields others) {
        return new RequestHead(method, uri, others);
    }
}

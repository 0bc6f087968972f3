// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

/**
 * What precedes the content of a final response. Interim (1xx) responses never reach the engine: they pass to the client and
 * are not stored.
 *
 * @param status 200 to 999
 * @param fields all field lines
 */
public record ResponseHead(int status, Fields fields) {

    /** The same response with other fields. */
    public ResponseHead withFields(Fields others) {
        return new ResponseHead(status, others);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import org.socache.dc.protocol.Violation;

/** Why the server closed a connection, or did not take it. Each has a counter. */
enum DropReason {
    /** As many connections as allowed are open, and all of them are busy. */
    TOO_MANY_CONNECTIONS,
    /** Of all the clients that asked for nothing it was the longest at that, when another client wanted the connection. */
    GAVE_WAY,
    /** Requests and answers of all connections together would take more memory than allowed; the slowest goes first. */
    OUT_OF_MEMORY_BUDGET,
    /** Nothing was asked for too long. */
    IDLE,
    /** A request began to arrive and did not end in time. */
    SLOW_REQUEST,
    /** An answer was not taken in time. */
    SLOW_READER,
    /** The client went away in the middle of a request, or before it had its answer. */
    BROKEN_OFF,
    /** The server or the cache threw; the log tells. */
    FAILED,
    PROTOCOL_LEVEL,
    DIRECTION,
    OPERATION_CLASS,
    OPERATION,
    COMPLETE_FLAG,
    FRAME_TOO_LONG,
    FRAME_TOO_SHORT,
    FOREIGN_FRAME,
    MESSAGE_TOO_LONG,
    ADD_TOO_SHORT;

    static DropReason of(Violation violation) {
        return valueOf(violation.name());
    }
}

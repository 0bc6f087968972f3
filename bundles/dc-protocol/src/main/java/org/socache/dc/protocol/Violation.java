// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

/**
 * Ways to break the protocol. Each ends the connection: after it nobody can tell where the next frame begins.
 * ({@code dc_server} aborts the whole process at the first one.)
 */
public enum Violation {
    /** The peer speaks something else: a port scan, HTTP, TLS. */
    PROTOCOL_LEVEL,
    /** A response where a request belongs, or the reverse. */
    DIRECTION,
    /** An operation class other than 0. */
    OPERATION_CLASS,
    /** An operation above 3. */
    OPERATION,
    /** A "complete" byte other than 0 or 1. */
    COMPLETE_FLAG,
    /** More than {@link Limits#FRAME_DATA} bytes in one frame. */
    FRAME_TOO_LONG,
    /** A frame that is neither full nor the last. */
    FRAME_TOO_SHORT,
    /** A follow-up frame with another uid or operation than the first. */
    FOREIGN_FRAME,
    /** More than {@link Limits#PAYLOAD} bytes in one message. */
    MESSAGE_TOO_LONG,
    /** An ADD without room for lifetime and key length. */
    ADD_TOO_SHORT
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

/** Which way a frame goes. The ordinal is the byte on the wire. */
public enum Direction {
    REQUEST,
    RESPONSE
}

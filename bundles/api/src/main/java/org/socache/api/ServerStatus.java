// SPDX-License-Identifier: Apache-2.0
package org.socache.api;

/**
 * One server behind a provider.
 *
 * @param address host and port, or path, as configured; never a password
 * @param up whether it answered the last time it was asked
 * @param roundTripMicros microseconds the last answer took; -1 if there was none
 * @param detail one line for the operator: version, role, or why it is down
 */
public record ServerStatus(String address, boolean up, long roundTripMicros, String detail) {}

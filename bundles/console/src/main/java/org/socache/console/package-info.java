// SPDX-License-Identifier: Apache-2.0
/**
 * The dashboard at {@code /socache/}, the status page in httpd's words and the metrics for Prometheus. All of it asks for a
 * user of Karaf's realm: a viewer reads, an admin changes.
 *
 * <p>{@link org.socache.console.ConsoleContext} is the one door; servlets behind it find the signed-in
 * {@link org.socache.console.Account} in the request.
 */
package org.socache.console;

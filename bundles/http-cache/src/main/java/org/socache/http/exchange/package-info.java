// SPDX-License-Identifier: Apache-2.0
/**
 * One request's way through the cache, without a container: what is stored is read and written here, the rules are asked,
 * and the adapters for servlets and for Jetty are told what to send.
 *
 * <p>An adapter implements {@link org.socache.http.exchange.Inbound}, calls
 * {@link org.socache.http.exchange.HttpCaching#begin}, and reports the origin's response to the
 * {@link org.socache.http.exchange.OriginWatch} it was given.
 */
package org.socache.http.exchange;

// SPDX-License-Identifier: Apache-2.0
/**
 * Karaf commands of scope {@code socache} that only make sense with the HTTP cache. A bundle of their own, since Karaf
 * registers a bundle's commands when all services they ask for are there, and the others must not wait for this one.
 */
package org.socache.http.shell;

// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

/**
 * Something that could not be read, or was passed over.
 *
 * @param place where
 * @param line what stands there
 * @param text why, and what to do
 */
public record Problem(Place place, String line, String text) {}

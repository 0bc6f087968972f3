// SPDX-License-Identifier: Apache-2.0
/**
 * Names and passwords against Karaf's realm, with guessing kept slow. Every bundle with a page that asks for a password carries
 * this package privately, so it is no bundle of its own; each counts its own failures.
 */
package org.socache.login;

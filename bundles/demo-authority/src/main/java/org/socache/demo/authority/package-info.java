// SPDX-License-Identifier: Apache-2.0
/** A certificate authority for the demo: {@code bin/https} makes it, and the node answers OCSP for it on loopback. */
package org.socache.demo.authority;

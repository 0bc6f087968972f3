// SPDX-License-Identifier: Apache-2.0
/** A PKI, a server and a client of OpenSSL, for the tests of everything about TLS. */
package org.socache.ssl.provider.test;

// SPDX-License-Identifier: Apache-2.0
/** The {@link java.security.Provider} named Socache: SunJSSE's TLS, with whatever attaches to its contexts. */
package org.socache.ssl.provider;

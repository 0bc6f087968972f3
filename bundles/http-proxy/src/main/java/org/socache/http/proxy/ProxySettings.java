// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

/**
 * How requests are forwarded.
 *
 * @param timeoutMillis silence of the origin that ends a request (ProxyTimeout)
 * @param connectTimeoutMillis how long a connection may take
 * @param connections to one origin at most
 * @param threads of the client at most
 * @param preserveHost whether the origin sees the client's Host (ProxyPreserveHost)
 * @param via whether Via is added (ProxyVia)
 * @param addHeaders whether X-Forwarded-For, -Host, -Proto and -Server are added (ProxyAddHeaders)
 */
record ProxySettings(
        long timeoutMillis,
        long connectTimeoutMillis,
        int connections,
        int threads,
        boolean preserveHost,
        boolean via,
        boolean addHeaders) {

    static final ProxySettings DEFAULTS = new ProxySettings(60_000, 5_000, 256, 64, false, true, true);
}

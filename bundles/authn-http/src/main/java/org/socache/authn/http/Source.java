// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

/**
 * A provider as a location uses it.
 *
 * @param name as in AuthBasicProvider
 * @param binding what exactly it asks (file, queries, realm), so that two locations share entries only if they ask the same
 * @param cached whether its answers go through the cache
 */
record Source(String name, String binding, boolean cached, AuthnProvider provider) {

    Source cached(boolean throughCache) {
        return new Source(name, binding, throughCache, provider);
    }

    String identity() {
        return name + ' ' + binding;
    }
}

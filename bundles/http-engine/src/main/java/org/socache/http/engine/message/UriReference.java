// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.net.URI;
import java.net.URISyntaxException;

/** Resolves the references that responses carry in Location and Content-Location (RFC 3986 section 5.2). */
final class UriReference {

    private UriReference() {}

    static EffectiveUri resolve(EffectiveUri base, String reference) {
        try {
            if (reference.isEmpty()) {
                // java.net.URI resolves the empty reference to the folder, RFC 3986 section 5.4 to the page itself
                return base;
            }
            URI resolved = new URI(base.toString()).resolve(new URI(reference));
            if (resolved.getRawAuthority() == null || resolved.getRawUserInfo() != null) {
                return null;
            }
            String path = resolved.getRawPath();
            String query = resolved.getRawQuery() == null ? "" : "?" + resolved.getRawQuery();
            String target = (path == null || path.isEmpty() ? "/" : path) + query;
            return EffectiveUri.of(resolved.getScheme(), resolved.getRawAuthority(), target);
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            return null;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.seal;

import java.nio.CharBuffer;

import org.socache.authn.Identity;

/**
 * Ids of entries: keyed hashes, so that two identities never collide whatever characters they contain (httpd joins user
 * and realm with colons), and a reader of the cache cannot even find out who is in it.
 */
public final class EntryId {

    private EntryId() {}

    /** The entry of a password's verdict. */
    public static byte[] password(NodeKey key, Identity identity) {
        return of(key, "password entry", identity);
    }

    /** The entry of a secret that the back end handed out. */
    public static byte[] secret(NodeKey key, Identity identity) {
        return of(key, "secret entry", identity);
    }

    /** The record that says which generation of a scope is current. */
    public static byte[] generation(NodeKey key, String scope, String name) {
        return key.mac("generation", new Fields().text(scope).text(name));
    }

    /**
     * Names a password used on some bytes (an id, a record) inside this JVM.
     *
     * @param key a key of this JVM alone
     */
    public static byte[] attempt(NodeKey key, byte[] bytes, char[] password) {
        return key.mac("attempt", new Fields().bytes(bytes).text(CharBuffer.wrap(password)));
    }

    private static byte[] of(NodeKey key, String label, Identity identity) {
        return key.mac(
                label,
                new Fields()
                        .text(identity.context())
                        .text(identity.source())
                        .text(identity.realm())
                        .text(identity.user()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.socache.http.jetty;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * Field lines as the bytes they are sent as: those of stored responses go out again and again, and Jetty would look up each
 * name and copy each character every time, which is half of what it takes to write a head.
 *
 * <p>A line has one slot, from which another line may push it out; so there are never more than {@link #SLOTS}. Lines are
 * immutable, and a thread that misses what another one has just put there makes its own.
 */
final class EncodedFields {

    private static final int SLOTS = 1024;

    /** Longer values are rarely sent twice: they carry cookies and policies. */
    private static final int LONGEST = 256;

    private final HttpField[] slots = new HttpField[SLOTS];

    /** The line of this name and value. */
    HttpField of(String name, String value) {
        if (value.length() > LONGEST) {
            return new HttpField(name, value);
        }
        int hash = 31 * name.hashCode() + value.hashCode();
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        HttpField known = slots[slot];
        if (known == null || !known.getValue().equals(value) || !known.getName().equals(name)) {
            known = new PreEncodedHttpField(HttpHeader.CACHE.get(name), name, value);
            slots[slot] = known;
        }
        return known;
    }
}

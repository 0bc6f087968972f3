// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/**
 * Principals as the attachment of an entry. Only Karaf's three classes are written and read: a class name from a cache is
 * nothing to create objects from.
 *
 * <pre>
 *   +---------+-------+--------------------------------------------+
 *   | version | count | principals                                 |
 *   | 1       | 2     |                                            |
 *   +---------+-------+--------------------------------------------+
 *
 *   principal:                                  a group (kind 3) goes on with:
 *   +---------+--------+----------------+       +-------+------------+
 *   | kind    | length | name           |       | count | principals |
 *   | 1       | 2      | modified UTF-8 |       | 2     |            |
 *   +---------+--------+----------------+       +-------+------------+
 * </pre>
 */
final class CachedPrincipals {

    private static final byte VERSION = 1;
    private static final byte USER = 1;
    private static final byte ROLE = 2;
    private static final byte GROUP = 3;

    /** A group in a group is as deep as Karaf's role policies go. */
    private static final int DEEPEST = 3;

    private CachedPrincipals() {}

    /** The attachment; empty if there is a principal among them that is not Karaf's, or too many to write. */
    static Optional<byte[]> write(Set<Principal> principals) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            return writeAll(out, principals, 0) ? Optional.of(bytes.toByteArray()) : Optional.empty();
        } catch (IOException tooLong) {
            // a name of more than 64 KiB
            return Optional.empty();
        }
    }

    private static boolean writeAll(DataOutputStream out, Collection<? extends Principal> principals, int depth)
            throws IOException {
        if (principals.size() > Character.MAX_VALUE || depth > DEEPEST) {
            return false;
        }
        out.writeShort(principals.size());
        for (Principal principal : principals) {
            if (!write(out, principal, depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean write(DataOutputStream out, Principal principal, int depth) throws IOException {
        byte kind = kindOf(principal);
        if (kind == 0) {
            return false;
        }
        out.writeByte(kind);
        out.writeUTF(principal.getName());
        return kind != GROUP || writeAll(out, Collections.list(((GroupPrincipal) principal).members()), depth + 1);
    }

    private static byte kindOf(Principal principal) {
        if (principal.getClass() == UserPrincipal.class) {
            return USER;
        }
        if (principal.getClass() == RolePrincipal.class) {
            return ROLE;
        }
        return principal.getClass() == GroupPrincipal.class ? GROUP : 0;
    }

    /** The principals of an attachment that {@link #write} made; the record's tag has vouched for it. */
    static Set<Principal> read(byte[] attachment) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(attachment))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("principals of version " + version + ", expected " + VERSION);
            }
            Set<Principal> principals = new LinkedHashSet<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                principals.add(read(in));
            }
            return principals;
        } catch (IOException broken) {
            throw new UncheckedIOException("principals end too early", broken);
        }
    }

    private static Principal read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        String name = in.readUTF();
        return switch (kind) {
            case USER -> new UserPrincipal(name);
            case ROLE -> new RolePrincipal(name);
            case GROUP -> readMembers(in, new GroupPrincipal(name));
            default -> throw new IllegalStateException("no kind of principal: " + kind);
        };
    }

    private static Principal readMembers(DataInputStream in, GroupPrincipal group) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            group.addMember(read(in));
        }
        return group;
    }
}
